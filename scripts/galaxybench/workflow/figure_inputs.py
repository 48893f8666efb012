"""Which figures an experiment has, and what those need that show more than its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from galaxybench.comparison.rankable import refusal
from galaxybench.config import configuration
from galaxybench.config.runs import (
    Config,
    Run,
    data_amounts,
    entries,
    runs,
    split_instances,
)
from galaxybench.workflow.paths import (
    FIGURES,
    FIGURES_OF_ALL,
    SPLIT,
    InputFunction,
    Wildcards,
    run_file,
)
from galaxybench.workflow.row_inputs import Names, RowInputs, comparisons

FORMATS = ("png", "pdf", "csv")
EVERY_EXPERIMENT = (
    *("accuracy", "cost", "learning_curves", "classes", "confusion", "reliability"),
    *("samples", "confused", "misclassified", "all_fail"),
)
"""Figures that each experiment has, of each of its data sets and split schemes."""


def report_labels(figure: str, kind: str, folder: str) -> dict[str, str]:
    """Return the labels of a figure's file in `snakemake --report`.

    Args:
        figure: its name.
        kind: one of FORMATS.
        folder: FIGURES or FIGURES_OF_ALL.
    """
    return {
        "data set": "{dataset}" if folder == FIGURES else "all",
        "split": "{scheme}",
        "figure": figure,
        "format": kind.upper(),
    }


@dataclass(frozen=True)
class FigureInputs:
    """Inputs and params of the jobs that draw, and of the page that shows the figures.

    Attributes:
        config: the resolved configuration.
    """

    config: Config

    def names(self, wildcards: Wildcards) -> list[dict[str, str]]:
        """List dataset, scheme and figure of every figure of an experiment."""
        return [
            {"dataset": dataset, "scheme": scheme, "figure": figure}
            for dataset, scheme in comparisons(self.config, wildcards.experiment)
            for figure in self._figures(wildcards, scheme)
        ]

    def files(self, wildcards: Wildcards) -> list[str]:
        """List the files of `names`."""
        experiment = wildcards.experiment
        return [
            f"{FIGURES}/{{figure}}.png".format(experiment=experiment, **names)
            for names in self.names(wildcards)
        ]

    def _figures(self, wildcards: Wildcards, scheme: str) -> Iterator[str]:
        yield from EVERY_EXPERIMENT
        if scheme in self._data_amounts(wildcards.experiment):
            yield "data_amount"
        if self._changes_images(wildcards):
            yield "augmentation"
        if self.config["experiments"][wildcards.experiment]["gradcam"]:
            yield "gradcam"

    # Grad-CAM ------------------------------------------------------------------------

    def explained_names(self, wildcards: Wildcards) -> list[Names]:
        """List the names of the runs whose errors are explained.

        That is the first run of every recipe and model, on the first split instance.
        """
        return [run.names() for run in self._explained(wildcards)]

    def explained_files(self, name: str) -> InputFunction:
        """Return an input function: the file `name` of every explained run."""
        return lambda wildcards: [
            run_file(run, name) for run in self._explained(wildcards)
        ]

    def _explained(self, wildcards: Wildcards) -> list[Run]:
        first: dict[tuple[str, str], Run] = {}
        for run in RowInputs(self.config).runs(wildcards):
            first.setdefault((run.recipe, run.model), run)
        return list(first.values())

    # Augmentation --------------------------------------------------------------------

    def augmentations(self, wildcards: Wildcards) -> dict[str, dict[str, Any]]:
        """Return recipe → its augmentation, as the first model of the recipe has it."""
        found: dict[str, dict[str, Any]] = {}
        for run in RowInputs(self.config).runs(wildcards):
            recipe = configuration.merged_recipe(self.config, run.recipe, run.model)
            found.setdefault(run.recipe, recipe["augmentation"])
        return found

    def _changes_images(self, wildcards: Wildcards) -> bool:
        """Whether a recipe changes single images, which mixup does not."""
        return any(
            value and key != "mixup"
            for augmentation in self.augmentations(wildcards).values()
            for key, value in augmentation.items()
        )

    # The number of training images ---------------------------------------------------

    def data_amount_splits(self, wildcards: Wildcards) -> list[dict[str, str]]:
        """List dataset, split and scheme of the splits that one figure compares.

        They differ in the number of training images alone.

        Args:
            wildcards: `scheme` is the one with the most training images.
        """
        schemes = self._data_amounts(wildcards.experiment)[wildcards.scheme]
        return [
            {"dataset": wildcards.dataset, "split": split, "scheme": scheme}
            for scheme in schemes
            for split in split_instances(self.config, scheme)
        ]

    def data_amount_split_files(self, wildcards: Wildcards) -> list[str]:
        """List the files of `data_amount_splits`."""
        return [
            f"{SPLIT}/split.json".format(**names)
            for names in self.data_amount_splits(wildcards)
        ]

    def _data_amounts(self, experiment: str) -> dict[str, list[str]]:
        schemes = self.config["experiments"][experiment]["splits"]
        return data_amounts(
            {scheme: self.config["splits"][scheme] for scheme in schemes}
        )

    # Ranks over data sets ------------------------------------------------------------

    def ranked_schemes(self, wildcards: Wildcards) -> list[str]:
        """List the split schemes under which models can be ranked over data sets."""
        experiment = wildcards.experiment
        rows = [*runs(self.config, experiment), *entries(self.config, experiment)]
        return [
            scheme
            for scheme in self.config["experiments"][experiment]["splits"]
            if not refusal(row.names() for row in rows if row.scheme == scheme)
        ]

    def rank_diagrams(self, wildcards: Wildcards) -> list[str]:
        """List the diagrams of `ranked_schemes`."""
        return [
            f"{FIGURES_OF_ALL}/ranks.png".format(
                experiment=wildcards.experiment, scheme=scheme
            )
            for scheme in self.ranked_schemes(wildcards)
        ]
