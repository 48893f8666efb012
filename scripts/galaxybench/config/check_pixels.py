"""Checks of data sets without pixels: all is test, and nothing can be trained."""

from collections.abc import Iterator

from galaxybench.config import declarations
from galaxybench.config.messages import show
from galaxybench.config.runs import Config

SELECTION = {
    "keep_classes": "drops images",
    "merge_classes": "renumbers classes",
    "limit": "drops images",
    "resize": "needs images",
    "bands": "needs images",
}
"""Key of a data set -> why it fits no files of predictions."""
ALL = {"train_fraction": 1, "min_class_count": 0}
"""Option of a split -> the value with which it leaves out nothing."""
OF_RUNS = {
    "label_check": "whose probabilities could tell",
    "score_train": "whose training images could be scored",
}
"""What an experiment may ask of its own runs alone, and why."""


def pixels(filled: Config) -> Iterator[str]:
    """Check what is asked of data sets without pixels."""
    without = {
        name: entry["source"]
        for name, entry in filled["datasets"].items()
        if not has_pixels(entry)
    }
    for name in without:
        for key, why in SELECTION.items():
            if (value := filled["datasets"][name][key]) is not None:
                yield (
                    f"datasets.{name}.{key}: got {show(value)}, which {why}, but the "
                    f"source {without[name]} has no images, and every row of its file "
                    "counts: remove it"
                )
    for experiment, entry in filled["experiments"].items():
        where = f"experiments.{experiment}"
        for key, why in OF_RUNS.items():
            if entry[key] and not entry["models"]:
                yield (
                    f"{where}.{key}: got true, but with `models: []` no run is trained "
                    f"here {why}: remove it"
                )
        for name in entry["datasets"]:
            if name in without:
                yield from _experiment(where, entry, name, without[name], filled)


def has_pixels(dataset: dict) -> bool:
    """Whether the source of a data set has images."""
    try:
        return declarations.source(dataset["source"]).pixels
    except declarations.DeclarationError:
        return True  # it has its own message


def _experiment(
    where: str, entry: dict, dataset: str, source: str, filled: Config
) -> Iterator[str]:
    if entry["models"]:
        yield (
            f"{where}.datasets: '{dataset}' (source {source}) has no images to train "
            f"{entry['models'][0]} on, allowed: `models: []` and `recipes: []`, with "
            "`predictions` to compare"
        )
    for split in entry["splits"]:
        options = filled["splits"].get(split)
        if options is None:
            continue  # it has its own message
        if options["method"] != "predefined":
            yield (
                f"{where}.splits: '{split}' divides images (method "
                f"{options['method']}), but all rows of '{dataset}' (source {source}) "
                "are test images, allowed: splits with method predefined"
            )
        for key, value in ALL.items():
            if options[key] != value:
                yield (
                    f"{where}.splits: '{split}' has {key} {options[key]:g}, but every "
                    f"row of '{dataset}' (source {source}) counts, allowed: {key} "
                    f"{value}"
                )
