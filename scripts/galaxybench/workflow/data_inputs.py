"""Checksums of downloads, and the inputs of the job that imports a data set."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from galaxybench.config import configuration, declarations
from galaxybench.config.planning_error import PlanningError
from galaxybench.config.runs import Config
from galaxybench.config.user_files import files_of_classes, fingerprint
from galaxybench.download import checksums
from galaxybench.workflow.paths import Wildcards
from galaxybench.workflow.user_paths import user_path


def source_file(wildcards: Wildcards) -> dict[str, str]:
    """Return name and checksum of `wildcards.file` of the data source.

    Its addresses are left out: a file that moves is not downloaded again.

    Raises:
        PlanningError: the source declares no such file.
    """
    files = declarations.source(wildcards.source).files
    return _checksum(f"data/raw/{wildcards.source}", files, wildcards.file)


def weights_file(wildcards: Wildcards) -> dict[str, str]:
    """Return name and checksum of `wildcards.file` of the architecture's weights.

    Raises:
        PlanningError: the architecture declares no such file.
    """
    files = declarations.model_weights(wildcards.architecture).values()
    return _checksum(f"data/weights/{wildcards.architecture}", files, wildcards.file)


def source_proofs(source: str) -> list[str]:
    """List the `.verified` proof of every file of a data source."""
    files = declarations.source(source).files
    return [f"data/raw/{source}/{file['name']}.verified" for file in files]


@dataclass(frozen=True)
class DatasetInputs:
    """Inputs and params of the job that imports `wildcards.dataset`."""

    config: Config

    def description(self, wildcards: Wildcards) -> dict[str, Any]:
        """Return source, options and selection of the data set."""
        return configuration.dataset(self.config, wildcards.dataset)

    def downloads(self, wildcards: Wildcards) -> list[str]:
        """List the proofs of its downloads; none for the user's own files."""
        dataset = self.config["datasets"][wildcards.dataset]
        return [] if dataset.get("path") else source_proofs(dataset["source"])

    def local_files(self, wildcards: Wildcards) -> str | None:
        """Return a digest of paths, sizes and times of the user's own files, or None.

        Raises:
            PlanningError: they do not exist, or may not be read.
        """
        path = self.config["datasets"][wildcards.dataset].get("path")
        if path is None:
            return None
        key = f"datasets.{wildcards.dataset}.path"
        place = user_path(key, path, "correct the path or put the images there")
        try:
            files = [place] if place.is_file() else files_of_classes(place)
            return fingerprint(place, files)
        except OSError as error:
            raise PlanningError(
                f"{key}: {error.filename}: {error.strerror}; allow it to be read, or "
                "move it elsewhere"
            ) from None


def _checksum(folder: str, files: Iterable[dict], name: str) -> dict[str, str]:
    try:
        kind, value = checksums.declared(declarations.file_named(files, name))
    except declarations.DeclarationError as error:
        raise PlanningError(f"{folder}/{name}: {error}") from None
    return {"name": name, kind: value}
