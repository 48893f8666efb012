"""The targets that a user can request, and the values that each wildcard may have."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from galaxybench.config import declarations
from galaxybench.config.runs import Config, entries, runs, split_instances
from galaxybench.download import astronn_link
from galaxybench.workflow.paths import (
    EXPERIMENT,
    IMAGES,
    PREPARED,
    RUN,
    SPLIT,
    TABLES,
    Wildcards,
)
from galaxybench.workflow.row_inputs import comparisons

TASKS = ("estimate", "tune", "watch", "verify")  # targets such as estimate_<experiment>
TABLE_NAMES = ("models", "pairs", "classes", "calibration")
TABLE_FORMATS = ("md", "tex")


def one_of(names: Iterable[str]) -> str:
    """Return the regular expression that matches exactly these names."""
    return "|".join(re.escape(name) for name in sorted(names)) or "(?!)"


def constraints(config: Config) -> dict[str, str]:
    """Return wildcard → the regular expression of the names that it may have."""
    schemes = config["splits"]
    instances = [name for each in schemes for name in split_instances(config, each)]
    return {
        "dataset": one_of(config["datasets"]),
        "scheme": one_of(schemes),
        "split": one_of(instances),
        "recipe": one_of(config["recipes"]),
        "model": one_of({*declarations.models(), *config["models"]}),
        "architecture": one_of(declarations.models()),
        "seed": r"\d+",
        "experiment": one_of(config["experiments"]),
    }


def reserved_names(rules: Path, experiments: object) -> set[str]:
    """Return the names that no experiment may have: those of other targets.

    `rules` is the folder of the `.smk` files. `experiments` are as the user wrote them:
    names, or a mistake that has a message of its own.
    """
    names = experiments if isinstance(experiments, Iterable) else ()
    tasks = {f"{task}_{name}" for task in TASKS for name in names}
    return {"all", "doctor", *declarations.rules(rules), *tasks}


def experiment_results(
    config: Config, experiment: str, reported: Iterable[str]
) -> list[str]:
    """List the final files of an experiment: its page, its record, its tables.

    With `downloads.astronn_link`, also the links for astroNN. `reported` names the
    experiments that are compared with figures from a study.
    """
    folder = EXPERIMENT.format(experiment=experiment)
    tables = [
        f"{TABLES}/{name}".format(experiment=experiment, dataset=dataset, scheme=scheme)
        for dataset, scheme in comparisons(config, experiment)
        for name in TABLE_NAMES
    ]
    if experiment in reported:
        tables.append(f"{folder}/tables/reported")
    return [
        f"{folder}/report.html",
        f"{folder}/record.json",
        *(f"{table}.{kind}" for table in tables for kind in TABLE_FORMATS),
        *_astronn_links(config, experiment),
    ]


def verified_folders(
    config: Config, experiment: str
) -> Callable[[Wildcards], list[str]]:
    """Return a params function: the folders of an experiment's data and results."""

    def folders(wildcards: Wildcards) -> list[str]:
        found = {EXPERIMENT.format(experiment=experiment)}
        if entries(config, experiment):
            found.add(f"results/entries/{experiment}")
        for run in runs(config, experiment):
            places = (RUN, SPLIT, PREPARED, IMAGES)
            found |= {place.format(**run.names()) for place in places}
            dataset = config["datasets"][run.dataset]
            if not dataset.get("path") and declarations.source(dataset["source"]).files:
                found.add(f"data/raw/{dataset['source']}")
        return sorted(found)

    return folders


def _astronn_links(config: Config, experiment: str) -> list[str]:
    if not config["downloads"]["astronn_link"]:
        return []
    datasets = config["experiments"][experiment]["datasets"]
    sources = {config["datasets"][name]["source"] for name in datasets}
    return [
        f"data/raw/{source}/astronn_link.json"
        for source in sorted(sources & set(astronn_link.FILES))
    ]
