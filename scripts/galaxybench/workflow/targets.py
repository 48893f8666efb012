"""The targets that a user can request, and the values that each wildcard may have."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from galaxybench.config import declarations
from galaxybench.config.runs import Config, entries, runs, split_instances
from galaxybench.download import astronn_link
from galaxybench.workflow.paths import (
    ENTRY_FILES,
    EXPERIMENT,
    IMAGES,
    PREPARED,
    RUN,
    RUN_FILES,
    SPLIT,
    TABLES,
    InputFunction,
    Wildcards,
    named,
)
from galaxybench.workflow.report_inputs import FORMATS, FigureInputs, ReportInputs
from galaxybench.workflow.row_inputs import RowInputs, comparisons

TASKS = ("estimate", "tune", "watch", "verify")  # targets such as estimate_<experiment>
LOOK_AT = "look"  # the target look_<dataset>
TABLE_NAMES = ("models", "pairs", "classes", "calibration")
TABLE_FORMATS = ("md", "tex")
FILES = (
    *("report.html", "left_out.json", "record.json", "answers.csv", "references.bib"),
    *("metrics.csv", "significance.csv", "ranking.csv"),
    "data_amounts.csv",
)
"""The page of every experiment, and files beside it."""


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


def reserved_names(rules: Path, experiments: object, datasets: object) -> set[str]:
    """Return the names that no experiment may have: those of other targets.

    `rules` is the folder of the `.smk` files. `experiments` and `datasets` are as the
    user wrote them: names, or a mistake that has a message of its own.
    """
    names = experiments if isinstance(experiments, Iterable) else ()
    looks = datasets if isinstance(datasets, Iterable) else ()
    tasks = {f"{task}_{name}" for task in TASKS for name in names}
    tasks |= {f"{LOOK_AT}_{name}" for name in looks}
    return {"all", "doctor", *declarations.rules(rules), *tasks}


@dataclass(frozen=True)
class ExperimentResults:
    """What an experiment consists of: the input of the target with its name.

    A file that is deleted, or that a new model or seed lacks, is made again, also where
    Snakemake's own records are lost.
    """

    config: Config = field(repr=False)
    # experiment → rows of references.csv
    reported: dict[str, list[dict[str, str]]] = field(repr=False)

    def of(self, experiment: str) -> InputFunction:
        """Return an input function: page, record, tables, figures and rows.

        Where failed rows are left out, the others are there already.
        """
        if "left_out" in self.config:
            return lambda wildcards: self._shown(experiment)
        return lambda wildcards: [
            *self._shown(experiment),
            *self._rows(experiment),
            *_astronn_links(self.config, experiment),
        ]

    def shown(self, experiment: str) -> InputFunction:
        """Return a params function: page, record, tables and figures."""
        return lambda wildcards: self._shown(experiment)

    def _shown(self, experiment: str) -> list[str]:
        """List page, record, tables and figures."""
        folder = EXPERIMENT.format(experiment=experiment)
        tables = [
            TABLES.format(experiment=experiment, dataset=dataset, scheme=scheme)
            + f"/{name}"
            for dataset, scheme in comparisons(self.config, experiment)
            for name in TABLE_NAMES
        ]
        files = [*FILES]
        if len(self.config["experiments"][experiment]["datasets"]) > 1:
            files.append("ranks.json")
        rows, figures = named(experiment=experiment), FigureInputs(self.config)
        pages = ReportInputs(self.config, self.reported)
        found = []
        if pages.slices_file(rows):
            files.append("slices.csv")
            found = pages.found_slices(rows)
            tables += [
                TABLES.format(experiment=experiment, dataset=dataset, scheme=scheme)
                + "/slices"
                for dataset, scheme in comparisons(self.config, experiment)
            ]
        if experiment in self.reported:
            files.append("references.csv")
            tables.append(f"{folder}/tables/reported")
        pictures = map(Path, figures.files(rows) + figures.rank_diagrams(rows))
        drawn = [str(file.with_suffix("")) for file in pictures]
        return [
            *(f"{folder}/{name}" for name in files),
            *found,
            *(f"{table}.{kind}" for table in tables for kind in TABLE_FORMATS),
            *(f"{file}.{kind}" for file in drawn for kind in FORMATS),
        ]

    def _rows(self, experiment: str) -> list[str]:
        """List the files of every run, and of the rows that are not trained."""
        rows, made = named(experiment=experiment), RowInputs(self.config)
        files = [made.run_files(name) for name in RUN_FILES]
        files += [made.entry_files(name) for name in ENTRY_FILES]
        files.append(made.train_metrics)
        maps = []
        if self.config["experiments"][experiment]["gradcam"]:
            explained = FigureInputs(self.config).explained_files("gradcam.npz")
            for dataset, scheme in comparisons(self.config, experiment):
                place = {"experiment": experiment, "dataset": dataset, "scheme": scheme}
                maps += explained(named(**place))
        return [file for listed in files for file in listed(rows)] + maps


def verified_folders(
    config: Config, experiment: str
) -> Callable[[Wildcards], list[str]]:
    """Return a params function: the folders of an experiment's data and results."""

    def folders(wildcards: Wildcards) -> list[str]:
        found = {EXPERIMENT.format(experiment=experiment)}
        if entries(config, experiment):
            found.add(f"results/entries/{experiment}")
        trained = {*runs(config, experiment)}
        for row in trained.union(entries(config, experiment)):
            places = (RUN, SPLIT, PREPARED, IMAGES)
            own = places if row in trained else (SPLIT, IMAGES)
            found |= {place.format(**row.names()) for place in own}
            dataset = config["datasets"][row.dataset]
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
