"""Inputs of figures, page and tables, other than the rows of the comparison."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from galaxybench.comparison.rankable import refusal
from galaxybench.config import configuration, declarations
from galaxybench.config.check_pixels import has_pixels
from galaxybench.config.check_recipes import CHANGES_AN_IMAGE
from galaxybench.config.runs import Config, Run, data_amounts, left_out, slices
from galaxybench.records.record import ROOT, code_hashes
from galaxybench.report import citations
from galaxybench.workflow import paths
from galaxybench.workflow.paths import InputFunction, Wildcards
from galaxybench.workflow.row_inputs import Names, RowInputs, comparisons

FORMATS = ("png", "pdf", "csv")
EVERY_EXPERIMENT = (
    *("accuracy", "cost", "learning_curves", "classes", "confusion", "reliability"),
    *("samples", "confused", "misclassified", "all_fail"),
)
"""Figures of each data set and split scheme, unless they are of TRAINED or PIXELS."""
TRAINED = ("cost", "learning_curves")
"""Figures that need trainings: predictions made elsewhere have no known cost."""
PIXELS = ("samples", "confused", "misclassified", "all_fail")
"""Figures that show images."""
_SHOWN = {
    paths.FIGURES: {"data set": "{dataset}", "split": "{scheme}"},
    paths.TABLES: {"data set": "{dataset}", "split": "{scheme}"},
    paths.FIGURES_OF_ALL: {"data set": "all", "split": "{scheme}"},
}


def report_labels(folder: str, kind: str, **name: str) -> dict[str, str]:
    """Return the labels of a file in `snakemake --report`.

    `folder` is a template of `paths`, `kind` the ending, and `name` says what the file
    is: `figure="cost"`.
    """
    return {**_SHOWN.get(folder, {}), **name, "format": kind.upper()}


def page_templates(base: Path) -> list[str]:
    """List the templates and scripts that a page consists of, below `base`."""
    folder = base / "scripts/galaxybench/report/templates/page"
    return [
        str(path.relative_to(base))
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".j2", ".js")
    ]


@dataclass(frozen=True)
class FigureInputs:
    """Inputs and params of the jobs that draw, and which figures there are."""

    config: Config = field(repr=False)

    def names(self, wildcards: Wildcards) -> list[dict[str, str]]:
        """List dataset, scheme and figure of every figure of an experiment."""
        names = [
            {"dataset": dataset, "scheme": scheme, "figure": figure}
            for dataset, scheme in comparisons(self.config, wildcards.experiment)
            for figure in self._figures(wildcards.experiment, dataset, scheme)
        ]
        failed = _left_out(self.config, "figures_left_out", wildcards)
        keys = ("dataset", "scheme", "figure")
        missing = [{key: figure[key] for key in keys} for figure in failed]
        return [each for each in names if each not in missing]

    def files(self, wildcards: Wildcards) -> list[str]:
        """List the files of `names`."""
        experiment = wildcards.experiment
        return [
            f"{paths.FIGURES}/{{figure}}.png".format(experiment=experiment, **names)
            for names in self.names(wildcards)
        ]

    def _figures(self, experiment: str, dataset: str, scheme: str) -> Iterator[str]:
        trained = RowInputs(self.config).runs(paths.named(experiment=experiment))
        hidden = set() if trained else {*TRAINED}
        if not has_pixels(self.config["datasets"][dataset]):
            hidden |= {*PIXELS}
        yield from (name for name in EVERY_EXPERIMENT if name not in hidden)
        if self.config["experiments"][experiment]["slices"]:
            yield "slices"
        if not trained:
            return
        if scheme in self._data_amounts(experiment, dataset):
            yield "data_amount"
        rows = paths.named(experiment=experiment)
        augmentations = self.augmentations(rows).values()
        if any(each[key] for each in augmentations for key in CHANGES_AN_IMAGE):
            yield "augmentation"
        rows = paths.named(experiment=experiment, dataset=dataset, scheme=scheme)
        if self.config["experiments"][experiment]["label_check"]:
            yield "likely_wrong"
        explained = self.config["experiments"][experiment]["gradcam"]
        if explained and self.explained_names(rows):
            yield "gradcam"

    def explained_names(self, wildcards: Wildcards) -> list[Names]:
        """List the names of the runs whose errors Grad-CAM explains.

        That is the first run of every recipe and model, on the first split instance. No
        other run takes its place on a page that it is left out of.
        """
        first: dict[tuple[str, str], Run] = {}
        for run in RowInputs(self.config).planned(wildcards):
            first.setdefault((run.recipe, run.model), run)
        missing = left_out(self.config, wildcards.experiment)
        return [run.names() for run in first.values() if run not in missing]

    def explained_files(self, name: str) -> InputFunction:
        """Return an input function: the file `name` of every explained run."""
        return lambda wildcards: [
            f"{paths.RUN}/{name}".format(**run)
            for run in self.explained_names(wildcards)
        ]

    def checked_predictions(self, wildcards: Wildcards) -> list[str]:
        """List the predictions of the validation images whose labels are checked."""
        checked = self._checks_valid(wildcards)
        made = RowInputs(self.config).run_files("valid_predictions.csv")
        return made(wildcards) if checked else []

    def checked_parts(self, wildcards: Wildcards) -> list[str]:
        """List the validation parts whose labels are checked."""
        made = RowInputs(self.config).split_files("valid.fits")
        return made(wildcards) if self._checks_valid(wildcards) else []

    def _checks_valid(self, wildcards: Wildcards) -> bool:
        # Over folds, every image is in the test part of one.
        return self.config["splits"][wildcards.scheme]["method"] != "kfold"

    def label_checks(self, wildcards: Wildcards) -> list[str]:
        """List what was found about labels, in the order of the figures."""
        folder = paths.FIGURES
        experiment = wildcards.experiment
        return [
            f"{folder}/likely_wrong.json".format(experiment=experiment, **names)
            for names in self.names(wildcards)
            if names["figure"] == "likely_wrong"
        ]

    def augmentations(self, wildcards: Wildcards) -> dict[str, dict[str, Any]]:
        """Return recipe → its augmentation, as the first model of the recipe has it."""
        found: dict[str, dict[str, Any]] = {}
        for run in RowInputs(self.config).runs(wildcards):
            recipe = configuration.merged_recipe(self.config, run.recipe, run.model)
            found.setdefault(run.recipe, recipe["augmentation"])
        return found

    def data_amount_splits(self, wildcards: Wildcards) -> list[dict[str, str]]:
        """List dataset, split and scheme of the splits that one figure compares.

        They differ only in the number of training images; `wildcards.scheme` has the
        most.
        """
        amounts = self._data_amounts(wildcards.experiment, wildcards.dataset)
        rows = {"experiment": wildcards.experiment, "dataset": wildcards.dataset}
        return [
            split
            for scheme in amounts[wildcards.scheme]
            for split in RowInputs(self.config).splits(
                paths.named(**rows, scheme=scheme)
            )
        ]

    def data_amount_split_files(self, wildcards: Wildcards) -> list[str]:
        """List the files of `data_amount_splits`."""
        splits = self.data_amount_splits(wildcards)
        return [f"{paths.SPLIT}/split.json".format(**split) for split in splits]

    def _data_amounts(self, experiment: str, dataset: str) -> dict[str, list[str]]:
        splits, compared = self.config["splits"], comparisons(self.config, experiment)
        schemes = self.config["experiments"][experiment]["splits"]
        return data_amounts(
            {each: splits[each] for each in schemes if (dataset, each) in compared}
        )

    def ranked_schemes(self, wildcards: Wildcards) -> list[str]:
        """List the split schemes under which models can be ranked over data sets."""
        names = RowInputs(self.config).names(wildcards)
        return [
            scheme
            for scheme in self.config["experiments"][wildcards.experiment]["splits"]
            if not refusal(row for row in names if row["scheme"] == scheme)
        ]

    def rank_diagrams(self, wildcards: Wildcards) -> list[str]:
        """List the diagrams of `ranked_schemes`."""
        diagram = f"{paths.FIGURES_OF_ALL}/ranks.png"
        schemes = self.ranked_schemes(wildcards)
        experiment = wildcards.experiment
        return [diagram.format(experiment=experiment, scheme=each) for each in schemes]


@dataclass(frozen=True)
class ReportInputs:
    """Inputs and params of the jobs that write about an experiment."""

    config: Config = field(repr=False)
    # experiment → rows of references.csv
    reported: dict[str, list[dict[str, str]]] = field(repr=False)

    def title(self, wildcards: Wildcards) -> str:
        """Return the heading of the page."""
        experiment = wildcards.experiment
        return self.config["experiments"][experiment]["title"] or experiment

    def margin(self, wildcards: Wildcards) -> float:
        """Return the difference in accuracy below which models are as good."""
        return self.config["experiments"][wildcards.experiment]["margin"]

    def left_out(self, wildcards: Wildcards) -> dict[str, list[dict[str, Any]]]:
        """List the rows and figures that the page is made without, and why."""
        return {
            "rows": _left_out(self.config, "left_out", wildcards),
            "figures": _left_out(self.config, "figures_left_out", wildcards),
        }

    def failed_runs(self, wildcards: Wildcards) -> int:
        """Count the runs of the job's data set and split scheme that are left out."""
        rows = RowInputs(self.config)
        return len(rows.planned(wildcards)) - len(rows.runs(wildcards))

    def references(self, wildcards: Wildcards) -> list[dict[str, str]]:
        """List the figures that studies reported for this experiment.

        Those of other experiments are left out, so that changing them reruns nothing
        here.
        """
        return self.reported.get(wildcards.experiment, [])

    def references_file(self, wildcards: Wildcards) -> str | list[str]:
        """Return the file that compares `references`; [] if there are no references."""
        file = f"{paths.EXPERIMENT}/references.csv"
        return file if self.references(wildcards) else []

    def ranks_file(self, wildcards: Wildcards) -> str | list[str]:
        """Return the file of ranks over data sets; [] if there is one data set."""
        datasets = self.config["experiments"][wildcards.experiment]["datasets"]
        return f"{paths.EXPERIMENT}/ranks.json" if len(datasets) > 1 else []

    def slices(self, wildcards: Wildcards) -> list[dict[str, Any]]:
        """List the columns of the catalogue whose slices are compared."""
        return slices(self.config, wildcards.experiment)

    def slices_file(self, wildcards: Wildcards) -> str | list[str]:
        """Return the file that compares slices; [] if there are none or they failed."""
        figures = FigureInputs(self.config).names(wildcards)
        shown = any(names["figure"] == "slices" for names in figures)
        return f"{paths.EXPERIMENT}/slices.csv" if shown else []

    def found_slices(self, wildcards: Wildcards) -> list[str]:
        """List the slices of every data set and split scheme."""
        folder = paths.EXPERIMENT.format(experiment=wildcards.experiment)
        return [
            f"{folder}/slices/{dataset}/{scheme}.csv"
            for dataset, scheme in comparisons(self.config, wildcards.experiment)
        ]

    def paper_files(self, wildcards: Wildcards) -> list[str]:
        """List the BibTeX entries of the architectures, and of all methods."""
        names = set(citations.METHODS)
        for run in RowInputs(self.config).runs(wildcards):
            model = configuration.model(self.config, run.model)
            about = declarations.model_about(model["architecture"])
            names.update(citations.identifiers(about))
        files = map(citations.file_of, sorted(names))
        return [os.path.relpath(file) for file in files if file.exists()]

    def sources(self, wildcards: Wildcards) -> dict[str, str]:
        """Hash the files that the bibliography is made of, besides code."""
        own = os.path.relpath(ROOT / "CITATION.cff")
        return code_hashes([*self.paper_files(wildcards), own])


def _left_out(config: Config, key: str, wildcards: Wildcards) -> list[dict[str, Any]]:
    return config.get(key, {}).get(wildcards.experiment, [])
