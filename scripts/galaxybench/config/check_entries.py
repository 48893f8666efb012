"""Checks of the ensembles and the predictions from outside that experiments name.

Runs while the Snakefile is parsed: standard library only.
"""

from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import Any

from galaxybench.config import declarations
from galaxybench.config.messages import unknown
from galaxybench.config.runs import ENSEMBLE, KINDS, kinds, split_instances

_FEWEST = 2


def entries(
    config: dict[str, Any], filled: dict[str, dict[str, Any]], root: Path | None
) -> Iterator[str]:
    """Names must not clash, and what an entry names must be in its experiment.

    Args:
        config: as written by the user, plain.
        filled: its sections with defaults, only with what the schema accepts.
        root: package folder.
    """
    for name in KINDS:
        if name in filled["recipes"]:
            yield (
                f"recipes.{name}: '{name}' stands in tables for rows that no recipe "
                f"trained, allowed: any name but {' and '.join(KINDS)}"
            )
    models = {*declarations.models(root), *filled["models"]}
    ensembles = kinds({"experiments": filled["experiments"]})[ENSEMBLE]
    for experiment, entry in filled["experiments"].items():
        for section, others in (("ensembles", set()), ("predictions", ensembles)):
            for name in entry[section]:
                where = f"experiments.{experiment}.{section}.{name}"
                if name in models:
                    yield f"{where}: '{name}' is the name of a model, choose another"
                if name in others:
                    yield f"{where}: '{name}' is an ensemble's name, choose another"
        for name, ensemble in entry["ensembles"].items():
            where = f"experiments.{experiment}.ensembles.{name}"
            yield from _ensemble(where, ensemble, entry)
        for name, prediction in entry["predictions"].items():
            where = f"experiments.{experiment}.predictions.{name}"
            yield from _prediction(where, prediction, entry, filled["splits"])


def _ensemble(where: str, ensemble: dict, experiment: dict) -> Iterator[str]:
    wrong = []
    for key, kind in (("models", "model"), ("recipes", "recipe"), ("seeds", "seed")):
        for index, member in enumerate(ensemble[key] or []):
            if member not in experiment[key]:
                available = map(str, experiment[key])
                message = unknown(kind, str(member), available)
                wrong.append(f"{where}.{key}[{index}]: {message}")
    yield from wrong
    if wrong:
        return
    runs = prod(
        len(experiment[key] if ensemble[key] is None else ensemble[key])
        for key in ("models", "recipes", "seeds")
    )
    if runs < _FEWEST:
        yield f"{where}: has {runs} member, allowed: at least {_FEWEST}"
    elif ensemble["best"] is not None and ensemble["best"] > runs:
        yield (
            f"{where}.best: got {ensemble['best']}, allowed: at most {runs}, its "
            "members on each data set and split (models x recipes x seeds)"
        )


def _prediction(
    where: str, prediction: dict, experiment: dict, splits: dict
) -> Iterator[str]:
    if prediction["dataset"] not in experiment["datasets"]:
        yield f"{where}.dataset: " + unknown(
            "data set", prediction["dataset"], experiment["datasets"]
        )
    known = [name for name in experiment["splits"] if name in splits]
    if len(known) < len(experiment["splits"]):
        return  # a split that is missing or wrong is the mistake
    instances = [
        instance
        for name in known
        for instance in split_instances({"splits": splits}, name)
    ]
    if prediction["split"] not in instances:
        yield f"{where}.split: " + unknown("split", prediction["split"], instances)
