"""What makes an entry of a comparison: an ensemble, or predictions made elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snakemake.exceptions import WorkflowError

from galaxybench.config.runs import Config, Run, members
from galaxybench.workflow.paths import ENTRY, InputFunction, Wildcards, run_file
from galaxybench.workflow.row_inputs import Names


@dataclass(frozen=True)
class EntryInputs:
    """Inputs and params of the job that makes `wildcards.entry`.

    Attributes:
        config: the resolved configuration.
    """

    config: Config

    def names(self, kind: str) -> Callable[[Wildcards], Names]:
        """Return a params function: the names of the entry as a row of the comparison.

        Args:
            kind: ENSEMBLE or EXTERNAL.
        """
        return lambda job: Run(job.dataset, job.split, kind, job.entry, 0).names()

    def ensemble(self, wildcards: Wildcards) -> dict[str, Any]:
        """Return what the configuration says about the ensemble."""
        experiment = self.config["experiments"][wildcards.experiment]
        return experiment["ensembles"][wildcards.entry]

    def member_names(self, wildcards: Wildcards) -> list[Names]:
        """List the names of the runs that the ensemble consists of, or chooses from."""
        return [run.names() for run in self._members(wildcards)]

    def member_files(self, name: str) -> InputFunction:
        """Return an input function: the file `name` of every run of `member_names`."""
        return lambda wildcards: [
            run_file(run, name) for run in self._members(wildcards)
        ]

    def _members(self, job: Wildcards) -> list[Run]:
        return members(self.config, job.experiment, job.entry, job.dataset, job.split)

    def prediction_path(self, wildcards: Wildcards) -> str:
        """Return the user's file of predictions as it is written in the configuration.

        The file need not exist.
        """
        experiment = self.config["experiments"][wildcards.experiment]
        return experiment["predictions"][wildcards.entry]["file"]

    def prediction_file(self, wildcards: Wildcards) -> list[str]:
        """List the user's file of predictions; none if it is gone after its import.

        Snakemake keeps the outputs of a job whose input function fails, and would go on
        with the old predictions. Without the input the job runs again, and itself says
        what is wrong.

        Raises:
            WorkflowError: the file does not exist, and was never imported.
        """
        file = self.prediction_path(wildcards)
        path = Path(file).expanduser()
        if path.is_file():
            return [str(path)]
        if Path(f"{ENTRY}/run.json".format(**wildcards)).exists():
            return []
        raise WorkflowError(
            f"experiments.{wildcards.experiment}.predictions.{wildcards.entry}.file: "
            f"no such file: {file} (relative to {Path.cwd()}); correct the path or put "
            "the file there"
        )
