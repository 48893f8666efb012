"""What an experiment's page and tables need besides the rows of the comparison."""

import os
from dataclasses import dataclass
from pathlib import Path

from galaxybench.config import configuration, declarations
from galaxybench.config.runs import Config
from galaxybench.report import citations
from galaxybench.workflow.paths import EXPERIMENT, TABLES, Wildcards
from galaxybench.workflow.row_inputs import RowInputs


def page_templates(base: Path) -> list[str]:
    """List the templates and scripts that a page consists of, below `base`."""
    folder = base / "scripts/galaxybench/report/templates/page"
    return [
        str(path.relative_to(base))
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".j2", ".js")
    ]


def report_labels(table: str, kind: str, folder: str) -> dict[str, str]:
    """Return the labels of a table's file in `snakemake --report`.

    Args:
        table: its name.
        kind: one of TABLE_FORMATS.
        folder: TABLES, or that of a table of the whole experiment.
    """
    labels = {"data set": "{dataset}", "split": "{scheme}"} if folder == TABLES else {}
    return {**labels, "table": table, "format": kind.upper()}


@dataclass(frozen=True)
class ReportInputs:
    """Inputs and params of the jobs that write about an experiment.

    Attributes:
        config: the resolved configuration.
        reported: experiment → rows of config/references.csv.
    """

    config: Config
    reported: dict[str, list[dict[str, str]]]

    def title(self, wildcards: Wildcards) -> str:
        """Return the heading of the page."""
        experiment = wildcards.experiment
        return self.config["experiments"][experiment]["title"] or experiment

    def references(self, wildcards: Wildcards) -> list[dict[str, str]]:
        """List the figures that studies reported for this experiment.

        Those of other experiments are left out: a change of them reruns nothing here.
        """
        return self.reported.get(wildcards.experiment, [])

    def references_file(self, wildcards: Wildcards) -> str | list[str]:
        """Return the file that compares `references`; [] if there are no references."""
        return f"{EXPERIMENT}/references.csv" if self.references(wildcards) else []

    def ranks_file(self, wildcards: Wildcards) -> str | list[str]:
        """Return the file of ranks over data sets; [] if there is one data set."""
        datasets = self.config["experiments"][wildcards.experiment]["datasets"]
        return f"{EXPERIMENT}/ranks.json" if len(datasets) > 1 else []

    def paper_files(self, wildcards: Wildcards) -> list[str]:
        """List the BibTeX entries of the architectures, and of all methods."""
        names = set(citations.METHODS)
        for run in RowInputs(self.config).runs(wildcards):
            model = configuration.model(self.config, run.model)
            about = declarations.model_about(model["architecture"])
            names.update(citations.identifiers(about))
        files = map(citations.file_of, sorted(names))
        return [os.path.relpath(file) for file in files if file.exists()]
