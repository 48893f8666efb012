"""What the import of a data set needs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snakemake.exceptions import WorkflowError

from galaxybench.config import configuration
from galaxybench.config.runs import Config
from galaxybench.config.user_files import files_of_classes, fingerprint
from galaxybench.workflow.declared_downloads import source_proofs
from galaxybench.workflow.paths import Wildcards


@dataclass(frozen=True)
class DatasetInputs:
    """Inputs and params of the job that imports `wildcards.dataset`.

    Attributes:
        config: the resolved configuration.
    """

    config: Config

    def description(self, wildcards: Wildcards) -> dict[str, Any]:
        """Return source, options and selection of the data set."""
        return configuration.dataset(self.config, wildcards.dataset)

    def downloads(self, wildcards: Wildcards) -> list[str]:
        """List the proofs of its downloads; none for the user's own files."""
        dataset = self.config["datasets"][wildcards.dataset]
        return [] if dataset.get("path") else source_proofs(dataset["source"])

    def local_files(self, wildcards: Wildcards) -> str | None:
        """Return a digest of places, sizes and times of the user's own files, if any.

        Raises:
            WorkflowError: they do not exist.
        """
        path = self.config["datasets"][wildcards.dataset].get("path")
        if path is None:
            return None
        place = Path(path).expanduser()
        if not place.exists():
            raise WorkflowError(
                f"datasets.{wildcards.dataset}.path: no such file or folder: {path} "
                f"(relative to {Path.cwd()}); correct the path or put the images there"
            )
        files = [place] if place.is_file() else files_of_classes(place)
        return fingerprint(place, files)
