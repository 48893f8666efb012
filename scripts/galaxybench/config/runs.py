"""From the configuration to the list of runs: what is trained, on what, how often.

In: the resolved configuration. Out: names only; the rules turn them into paths.
Runs while the Snakefile is parsed: standard library only.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

Config = dict[str, Any]


@dataclass(frozen=True, order=True)
class Run:
    """One training: everything that names it.

    Attributes:
        dataset: name of a data set.
        split: name of a split instance, such as `holdout` or `cv5-fold0`.
        recipe: name of a training recipe.
        model: name of a model.
        seed: seed of the initial weights, the order of images and the augmentation.
    """

    dataset: str
    split: str
    recipe: str
    model: str
    seed: int

    @property
    def scheme(self) -> str:
        """The split's name in the configuration: `cv5` of `cv5-fold0`."""
        return scheme_of(self.split)

    def names(self) -> dict[str, str | int]:
        """What identifies the run in a table, in this order."""
        names = asdict(self)
        return {"dataset": names.pop("dataset"), "scheme": self.scheme, **names}

    @classmethod
    def of_names(cls, names: Mapping[str, str | int]) -> "Run":
        """Read what `names` gives."""
        return cls(**{key: names[key] for key in cls.__dataclass_fields__})


def run_named(name: str) -> Run:
    """Read the name of a run, which is its folder's below results/runs.

    Args:
        name: dataset/split/recipe/model/seed-0.

    Raises:
        ValueError: if it is no such name.
    """
    match = re.fullmatch(r"([^/]+)/([^/]+)/([^/]+)/([^/]+)/seed-(\d+)", name)
    if not match:
        raise ValueError(
            f"got {name!r}, allowed: dataset/split/recipe/model/seed-0, the run's "
            "folder below results/runs"
        )
    *names, seed = match.groups()
    return Run(*names, int(seed))


def scheme_of(split: str) -> str:
    """Name in the configuration of the split that `split` is an instance of."""
    return re.sub(r"-fold\d+$", "", split)


def split_instances(config: Config, scheme: str) -> list[str]:
    """Name the instances of a split: one, or one a fold."""
    split = config["splits"][scheme]
    if split["method"] != "kfold":
        return [scheme]
    return [f"{scheme}-fold{fold}" for fold in range(split["folds"])]


def split_options(config: Config, split: str) -> dict[str, Any]:
    """Give the options of one split instance: the configured ones and the fold."""
    options = dict(config["splits"][scheme_of(split)])
    if options["method"] == "kfold":
        options["fold"] = int(split.rpartition("-fold")[2])
    return dict(sorted(options.items()))


def runs(config: Config, experiment: str) -> list[Run]:
    """List the runs of an experiment: the product of its lists, in their order."""
    lists = config["experiments"][experiment]
    return [
        Run(dataset, split, recipe, model, seed)
        for dataset, scheme, recipe, model, seed in product(
            *(lists[key] for key in ("datasets", "splits", "recipes", "models")),
            lists["seeds"],
        )
        for split in split_instances(config, scheme)
    ]


def data_amounts(splits: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """Find the split schemes that differ in the number of training images alone.

    Args:
        splits: scheme → its options, from the configuration or from a split.json.

    Returns:
        The scheme with the largest `train_fraction` of every group of two or more →
        the group's schemes, smallest fraction first.
    """
    groups: dict[str, list[str]] = {}
    for scheme, options in splits.items():
        common = {
            key: value
            for key, value in sorted(options.items())
            if key not in ("train_fraction", "fold")
        }
        groups.setdefault(repr(common), []).append(scheme)
    ordered = [
        sorted(schemes, key=lambda scheme: splits[scheme]["train_fraction"])
        for schemes in groups.values()
        if len({splits[scheme]["train_fraction"] for scheme in schemes}) > 1
    ]
    return {schemes[-1]: schemes for schemes in ordered}


ENSEMBLE, EXTERNAL = KINDS = ("ensemble", "external")
"""What such a row has in the place of a recipe."""


def entries(config: Config, experiment: str) -> list[Run]:
    """List the rows of an experiment that are no training, sorted.

    Each is named like a run: its recipe is one of KINDS, its model the name in the
    configuration, its seed 0. An ensemble is a row of every data set and split.
    """
    described = config["experiments"][experiment]
    places = {(run.dataset, run.split) for run in runs(config, experiment)}
    ensembles = [
        Run(dataset, split, ENSEMBLE, name, 0)
        for name in described["ensembles"]
        for dataset, split in places
    ]
    external = [
        Run(entry["dataset"], entry["split"], EXTERNAL, name, 0)
        for name, entry in described["predictions"].items()
    ]
    return sorted(ensembles + external)


def members(
    config: Config, experiment: str, ensemble: str, dataset: str, split: str
) -> list[Run]:
    """List the runs that an ensemble is made of, or chosen from, sorted.

    Args:
        config: a resolved config.
        experiment: one of its experiments.
        ensemble: one of its ensembles.
        dataset: name of a data set of it.
        split: name of a split instance of it.
    """
    chosen = config["experiments"][experiment]["ensembles"][ensemble]
    return sorted(
        run
        for run in runs(config, experiment)
        if (run.dataset, run.split) == (dataset, split)
        and all(
            chosen[key] is None or value in chosen[key]
            for key, value in (
                ("models", run.model),
                ("recipes", run.recipe),
                ("seeds", run.seed),
            )
        )
    )


def kinds(config: Config) -> dict[str, set[str]]:
    """Give the names of all ensembles and of all predictions from outside, by kind."""
    experiments = config["experiments"].values()
    return {
        ENSEMBLE: {name for entry in experiments for name in entry["ensembles"]},
        EXTERNAL: {name for entry in experiments for name in entry["predictions"]},
    }
