"""Checks of an experiment's entries: its ensembles and its external predictions."""

from collections import Counter
from collections.abc import Iterator

from galaxybench.config import declarations
from galaxybench.config.messages import unknown
from galaxybench.config.runs import (
    ENSEMBLE,
    KINDS,
    Config,
    files_of,
    kinds,
    split_instances,
)


def entries(filled: Config) -> Iterator[str]:
    """Check that names do not clash, and that entries are parts of an experiment."""
    for name in KINDS:
        if name in filled["recipes"]:
            yield (
                f"recipes.{name}: got the name '{name}', which marks untrained rows in "
                f"tables, allowed: any name except {' and '.join(KINDS)}"
            )
    models = {*declarations.models(), *filled["models"]}
    ensembles = kinds(filled)[ENSEMBLE]
    for experiment, entry in filled["experiments"].items():
        yield from _alone(f"experiments.{experiment}", entry)
        for section, taken in (("ensembles", models), ("predictions", entry["models"])):
            for name in entry[section]:
                where = f"experiments.{experiment}.{section}.{name}"
                if name in taken:
                    yield f"{where}: '{name}' names a model: choose another name"
                if section == "predictions" and name in ensembles:
                    yield f"{where}: '{name}' names an ensemble: choose another name"
        for name, ensemble in entry["ensembles"].items():
            where = f"experiments.{experiment}.ensembles.{name}"
            yield from _ensemble(where, ensemble, entry)
        for name, prediction in entry["predictions"].items():
            where = f"experiments.{experiment}.predictions.{name}"
            yield from _prediction(where, prediction, entry, filled)


def _alone(where: str, experiment: dict) -> Iterator[str]:
    """Check an experiment without models, which compares predictions alone."""
    empty = [key for key in ("models", "recipes") if not experiment[key]]
    if len(empty) == 1:
        yield (
            f"{where}.{empty[0]}: got 0 entries, allowed: at least 1; or none under "
            "both models and recipes, to compare `predictions` alone"
        )
    elif empty and not experiment["predictions"]:
        yield (
            f"{where}.predictions: got none, needed: at least 1, because models and "
            "recipes are empty and there is nothing else to compare"
        )


def _ensemble(where: str, ensemble: dict, experiment: dict) -> Iterator[str]:
    wrong = []
    runs = 1
    for key in ("models", "recipes", "seeds", "predictions"):
        chosen = experiment[key] if ensemble[key] is None else ensemble[key]
        if key != "predictions":
            runs *= len(chosen)
        for index, member in enumerate(chosen):
            if member not in experiment[key]:
                available = map(str, experiment[key])
                message = unknown(key.removesuffix("s"), str(member), available)
                wrong.append(f"{where}.{key}[{index}]: {message}")
    yield from wrong
    if wrong:
        return
    outside = _files_by_place(ensemble, experiment)
    fewest = min(outside.values(), default=0) + runs
    if fewest < 2:
        outside_words = "" if runs or outside else ": name some under `predictions`"
        s = "" if fewest == 1 else "s"
        yield f"{where}: got {fewest} member{s}, allowed: at least 2{outside_words}"
    elif ensemble["best"] is not None and outside:
        yield (
            f"{where}.best: got {ensemble['best']}, but predictions made elsewhere "
            "have no validation accuracy to choose by: remove `best`, or `predictions`"
        )
    elif ensemble["best"] is not None and ensemble["best"] > runs:
        yield (
            f"{where}.best: got {ensemble['best']}, allowed: at most {runs}, its "
            "members on each data set and split (models x recipes x seeds)"
        )


def _files_by_place(ensemble: dict, experiment: dict) -> Counter[tuple[str, str]]:
    """Count the outside members of an ensemble: (data set, split) -> files."""
    counts: Counter[tuple[str, str]] = Counter()
    for name in ensemble["predictions"]:
        row = experiment["predictions"][name]
        counts[row["dataset"], row["split"]] += len(files_of(row))
    return counts


def _prediction(
    where: str, prediction: dict, experiment: dict, filled: Config
) -> Iterator[str]:
    dataset, datasets = prediction["dataset"], experiment["datasets"]
    if dataset not in datasets:
        yield f"{where}.dataset: " + unknown("data set", dataset, datasets)
    schemes = experiment["splits"]
    if not {*schemes} <= {*filled["splits"]}:
        return  # the missing or wrong split has its own message
    splits = [split for name in schemes for split in split_instances(filled, name)]
    if prediction["split"] not in splits:
        yield f"{where}.split: " + unknown("split", prediction["split"], splits)
