"""What the page says of a published split that is used although it leaks."""

from collections.abc import Iterable


def leaks(split: dict) -> str:
    """Say which images a split, the content of split.json, has in several parts."""
    found = split["dropped"].get("leak_warning")
    return f"The published split leaks: {found}." if found else ""


def too_high(splits: Iterable[dict]) -> list[str]:
    """Warn, in the answer, of accuracies on splits of which one leaks; [] if none."""
    if not any(map(leaks, splits)):
        return []
    return [
        "The split was used as it was published, although images of one group are in "
        "several of its parts: the accuracies may be too high (section The data)."
    ]
