"""Checks of an experiment's entries: its ensembles and its external predictions."""

from collections.abc import Iterator

from galaxybench.config import declarations
from galaxybench.config.messages import unknown
from galaxybench.config.runs import ENSEMBLE, KINDS, Config, kinds, split_instances


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
        for section, others in (("ensembles", set()), ("predictions", ensembles)):
            for name in entry[section]:
                where = f"experiments.{experiment}.{section}.{name}"
                if name in models:
                    yield f"{where}: '{name}' names a model: choose another name"
                if name in others:
                    yield f"{where}: '{name}' names an ensemble: choose another name"
        for name, ensemble in entry["ensembles"].items():
            where = f"experiments.{experiment}.ensembles.{name}"
            yield from _ensemble(where, ensemble, entry)
        for name, prediction in entry["predictions"].items():
            where = f"experiments.{experiment}.predictions.{name}"
            yield from _prediction(where, prediction, entry, filled)


def _ensemble(where: str, ensemble: dict, experiment: dict) -> Iterator[str]:
    wrong = []
    runs = 1
    for key in ("models", "recipes", "seeds"):
        chosen = experiment[key] if ensemble[key] is None else ensemble[key]
        runs *= len(chosen)
        for index, member in enumerate(chosen):
            if member not in experiment[key]:
                available = map(str, experiment[key])
                message = unknown(key.removesuffix("s"), str(member), available)
                wrong.append(f"{where}.{key}[{index}]: {message}")
    yield from wrong
    if wrong:
        return
    if runs < 2:
        yield f"{where}: got {runs} member, allowed: at least 2"
    elif ensemble["best"] is not None and ensemble["best"] > runs:
        yield (
            f"{where}.best: got {ensemble['best']}, allowed: at most {runs}, its "
            "members on each data set and split (models x recipes x seeds)"
        )


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
