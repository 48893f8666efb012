"""The names of the runs and rows of an experiment, from the resolved configuration.

The name of a split in the configuration, such as `holdout` or `cv5`, is called `scheme`
here and in tables. The field `split` names a split instance: one division into train,
valid and test. A holdout has one instance of the same name; a cross-validation has one
per fold, `cv5-fold0` to `cv5-fold4`.

A run is one training. The rows of a comparison are runs, ensembles of runs, and
external predictions; `entries` lists the last two. A `Run` names any of them.

After a failure, an experiment's page is made of the rows that succeeded. Then the
configuration has the key `left_out`, which no user can write: experiment → the names of
each other row, with the reason. Such rows are not listed here.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

Config = dict[str, Any]

ENSEMBLE = "ensemble"
EXTERNAL = "external"
KINDS = (ENSEMBLE, EXTERNAL)
"""The `recipe` of rows that are not trained."""


@dataclass(frozen=True, order=True)
class Run:
    """The name of one training, or of another row of a comparison.

    Attributes:
        dataset: name of a data set.
        split: name of a split instance, such as `holdout` or `cv5-fold0`.
        recipe: name of a training recipe, or one of KINDS.
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
        """The split's name in the configuration: `cv5` for `cv5-fold0`."""
        return scheme_of(self.split)

    def names(self) -> dict[str, str | int]:
        """Return the columns that identify the run in a table, in this order."""
        names = asdict(self)
        return {"dataset": names.pop("dataset"), "scheme": self.scheme, **names}

    @classmethod
    def of_names(cls, names: Mapping[str, str | int]) -> "Run":
        """Make a run from the result of `names`."""
        return cls(**{key: names[key] for key in cls.__dataclass_fields__})


def run_named(name: str) -> Run:
    """Make a run from its folder below results/runs: dataset/split/recipe/model/seed-0.

    Raises:
        ValueError: the name has another form.
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
    """Return the scheme of a split instance: `cv5` for `cv5-fold0`."""
    return re.sub(r"-fold\d+$", "", split)


def split_instances(config: Config, scheme: str) -> list[str]:
    """List the split instances of a scheme: one, or one per fold."""
    split = config["splits"][scheme]
    if split["method"] != "kfold":
        return [scheme]
    return [f"{scheme}-fold{fold}" for fold in range(split["folds"])]


def split_options(config: Config, split: str) -> dict[str, Any]:
    """Return the options of one split instance: those of its scheme, and its fold.

    Options that only a split from a file has, or lacks, are left out of the others, and
    so is the place of the file.
    """
    options = dict(config["splits"][scheme_of(split)])
    from_file = options["method"] == "file"
    for key in ("path", *(("test", "folds") if from_file else ("leaks",))):
        options.pop(key, None)
    if options["method"] == "kfold":
        options["fold"] = int(split.rpartition("-fold")[2])
    return dict(sorted(options.items()))


def runs(config: Config, experiment: str) -> list[Run]:
    """List the runs of an experiment: the product of its lists, in their order."""
    missing = left_out(config, experiment)
    return [run for run in planned(config, experiment) if run not in missing]


def planned(config: Config, experiment: str) -> list[Run]:
    """List the runs of an experiment, also those that are left out."""
    lists = config["experiments"][experiment]
    keys = ("datasets", "splits", "recipes", "models", "seeds")
    return [
        Run(dataset, split, recipe, model, seed)
        for dataset, scheme, recipe, model, seed in product(*(lists[k] for k in keys))
        for split in split_instances(config, scheme)
    ]


def left_out(config: Config, experiment: str) -> set[Run]:
    """Return the rows that the experiment's page is made without."""
    rows = config.get("left_out", {}).get(experiment, [])
    return {Run.of_names(row) for row in rows}


def entries(config: Config, experiment: str) -> list[Run]:
    """List the rows of an experiment that are not trained, sorted.

    Each is named like a run: its recipe is one of KINDS, its model the name in the
    configuration. The seed of predictions is the place of their file in its list, that
    of an ensemble 0. An ensemble has a row for every data set and split instance on
    which it has a member.
    """
    described = config["experiments"][experiment]
    missing = left_out(config, experiment)
    outside = _external(config, experiment)
    rows = runs(config, experiment) + [row for row in outside if row not in missing]
    places = {(row.dataset, row.split) for row in rows}
    ensembles = [
        Run(dataset, split, ENSEMBLE, name, 0)
        for name in described["ensembles"]
        for dataset, split in places
        if members(config, experiment, name, dataset, split)
    ]
    return sorted(row for row in ensembles + outside if row not in missing)


def _external(config: Config, experiment: str) -> list[Run]:
    """List the predictions made elsewhere, also those that are left out."""
    return [
        Run(entry["dataset"], entry["split"], EXTERNAL, name, seed)
        for name, entry in config["experiments"][experiment]["predictions"].items()
        for seed in range(len(files_of(entry)))
    ]


def files_of(prediction: Mapping[str, Any]) -> list[str]:
    """List the files of a row of predictions made elsewhere, one per training."""
    file = prediction["file"]
    return [file] if isinstance(file, str) else list(file)


def entry_name(row: Run) -> str:
    """Return the name of an entry's folder: `mine`; of its second file, `mine-seed1`.

    The first file has the name alone, so that adding a second one does not change it.
    """
    return f"{row.model}-seed{row.seed}" if row.seed else row.model


def entry_of(name: str) -> tuple[str, int]:
    """Return model and seed of an `entry_name`."""
    model, _, seed = name.partition("-seed")
    return model, int(seed or 0)


def members(
    config: Config, experiment: str, ensemble: str, dataset: str, split: str
) -> list[Run]:
    """List the rows that an ensemble consists of, or chooses from.

    They are runs, sorted, and after them the predictions made elsewhere that it names.
    """
    chosen = config["experiments"][experiment]["ensembles"][ensemble]
    missing = left_out(config, experiment)
    made = sorted(
        run
        for run in runs(config, experiment)
        if all(
            chosen[f"{key}s"] is None or getattr(run, key) in chosen[f"{key}s"]
            for key in ("model", "recipe", "seed")
        )
    )
    outside = sorted(
        row
        for row in _external(config, experiment)
        if row.model in chosen["predictions"] and row not in missing
    )
    return [r for r in made + outside if (r.dataset, r.split) == (dataset, split)]


def kinds(config: Config) -> dict[str, set[str]]:
    """Return the names of all ensembles and all external predictions, by kind."""
    experiments = config["experiments"].values()
    return {
        ENSEMBLE: {name for entry in experiments for name in entry["ensembles"]},
        EXTERNAL: {name for entry in experiments for name in entry["predictions"]},
    }


def slices(config: Config, experiment: str) -> list[dict[str, Any]]:
    """List the columns whose slices an experiment compares: `column` and `edges`."""
    listed = config["experiments"][experiment]["slices"]
    return [
        {"column": each, "edges": None} if isinstance(each, str) else each
        for each in listed
    ]


def data_amounts(splits: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """Find groups of schemes that differ only in the number of training images.

    `splits` is scheme → its options, from the configuration or from a split.json. The
    result is the scheme with the largest `train_fraction` → the schemes of its group,
    smallest fraction first.
    """
    groups: dict[str, list[str]] = {}
    for scheme, options in splits.items():
        common = sorted({*options} - {"train_fraction", "fold"})
        key = repr([(option, options[option]) for option in common])
        groups.setdefault(key, []).append(scheme)
    ordered = [
        sorted(schemes, key=lambda scheme: splits[scheme]["train_fraction"])
        for schemes in groups.values()
        if len({splits[scheme]["train_fraction"] for scheme in schemes}) > 1
    ]
    return {schemes[-1]: schemes for schemes in ordered}
