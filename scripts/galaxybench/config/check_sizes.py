"""Checks of counts: images that a split needs, and runs that can be planned."""

from collections.abc import Iterator
from math import prod

from galaxybench.config import declarations, split_fractions
from galaxybench.config.check_datasets import known_classes
from galaxybench.config.runs import Config
from galaxybench.config.schema import maps, texts

MOST_RUNS = 10_000
"""Of an experiment: Snakemake would plan more than these for hours."""

_LISTS = ("datasets", "splits", "recipes", "models", "seeds")


def runs(config: Config, filled: Config) -> Iterator[str]:
    """Check that no experiment has more runs than Snakemake can plan."""
    for name, entry in filled["experiments"].items():
        splits = [filled["splits"].get(split, {}) for split in entry["splits"]]
        folds = sum(
            split["folds"] if split.get("method") == "kfold" else 1 for split in splits
        )
        lengths = {key: len(entry[key]) for key in _LISTS} | {"splits": folds}
        if (number := prod(lengths.values())) > MOST_RUNS:
            product = " x ".join(f"{length} {key}" for key, length in lengths.items())
            yield (
                f"experiments.{name}: got {number:,} runs ({product}, folds counted), "
                f"allowed: at most {MOST_RUNS:,}"
            )


def images(config: Config, filled: Config) -> Iterator[str]:
    """Check that data sets are large enough for their splits, where it is known."""
    for experiment, entry in maps(config, "experiments"):
        for dataset in texts(entry.get("datasets")):
            described = filled["datasets"].get(dataset)
            number = _most_images(described) if described else None
            for split in texts(entry.get("splits")):
                options = filled["splits"].get(split)
                if number is None or options is None:
                    continue
                # Small classes may be dropped, but two must remain.
                small = options["min_class_count"] > 0
                classes = 2 if small else _classes(described)
                each = max(options["folds"], 4) if options["method"] == "kfold" else 3
                if number < classes * each:
                    yield (
                        f"experiments.{experiment}.splits: '{split}' needs at least "
                        f"{each} images of each class, {classes * each} in all for "
                        f"{classes} classes, but '{dataset}' has at most {number}: "
                        "take more images, or fewer folds or classes"
                    )
                elif wrong := split_fractions.mistake(options, number):
                    yield f"splits.{split}: {wrong} ('{dataset}')"


def _most_images(entry: dict) -> int | None:
    """Return the largest number of images that a data set may have, if it is known."""
    numbers = [entry["limit"]]
    if isinstance(entry.get("images"), int):  # else the name of a key in a file
        numbers.append(entry["images"])
    try:
        numbers.append((declarations.source(entry["source"]).shape or [None])[0])
    except declarations.DeclarationError:
        pass  # it has its own message
    if entry.get("path"):
        numbers = numbers[:1]  # not the published files
    return min((number for number in numbers if number is not None), default=None)


def _classes(entry: dict) -> int:
    """Return the number of classes, or 2, the fewest, where it is not known."""
    chosen = entry["keep_classes"] or entry["merge_classes"] or known_classes(entry)
    return max(len(chosen), 2)
