"""Whether the models of an experiment can be ranked over its data sets.

Used while the Snakefile is parsed, to decide which figures there are: it imports only
the standard library.
"""

from collections.abc import Iterable, Mapping

DATASETS, MODELS = 5, 3
"""The smallest numbers for which the distributions of the tests hold."""


def refusal(rows: Iterable[Mapping[str, str]]) -> str | None:
    """Return the reason why models cannot be ranked over data sets; None if they can.

    The rows of one split scheme have dataset, split, recipe and model.
    """
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for row in rows:
        places = found.setdefault((row["recipe"], row["model"]), set())
        places.add((row["dataset"], row["split"]))
    everywhere = set().union(*found.values())
    datasets = sorted({dataset for dataset, _ in everywhere})
    if len(datasets) < DATASETS:
        return (
            f"there are {len(datasets)} data sets ({', '.join(datasets)}), and with "
            f"fewer than {DATASETS} ranks tell nothing"
        )
    if len(found) < MODELS:
        return f"there are {len(found)} models, and the test compares {MODELS} or more"
    missing = [
        f"{model} ({recipe}) on {_listed(everywhere - places)}"
        for (recipe, model), places in sorted(found.items())
        if places != everywhere
    ]
    if missing:
        return f"not every model was run on all data sets: missing {'; '.join(missing)}"
    return None


def _listed(places: set[tuple[str, str]]) -> str:
    return ", ".join(f"{dataset} ({split})" for dataset, split in sorted(places))
