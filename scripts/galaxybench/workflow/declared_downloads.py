"""The files that the workflow downloads: data sets, and published weights."""

from collections.abc import Iterable
from typing import Any

from snakemake.exceptions import WorkflowError

from galaxybench.config import declarations
from galaxybench.download import checksums
from galaxybench.workflow.paths import Wildcards


def source_file(wildcards: Wildcards) -> dict[str, str]:
    """Return name and checksum of a file of a data source.

    Its addresses are left out: a file that moves is not downloaded again.

    Args:
        wildcards: `source` and `file`.

    Raises:
        WorkflowError: the source declares no such file.
    """
    return _name_and_checksum(
        wildcards.file,
        declarations.source(wildcards.source).files,
        f"data/raw/{wildcards.source}/{wildcards.file}: the data source "
        f"{wildcards.source} names no such file",
    )


def weights_file(wildcards: Wildcards) -> dict[str, str]:
    """Return name and checksum of a file of published weights, likewise.

    Args:
        wildcards: `architecture` and `file`.

    Raises:
        WorkflowError: the architecture declares no such file.
    """
    return _name_and_checksum(
        wildcards.file,
        declarations.model_weights(wildcards.architecture).values(),
        f"data/weights/{wildcards.architecture}/{wildcards.file}: the architecture "
        f"{wildcards.architecture} names no such file",
    )


def source_proofs(source: str) -> list[str]:
    """List the proofs that every file of a data source was downloaded and verified."""
    return [
        f"data/raw/{source}/{file['name']}.verified"
        for file in declarations.source(source).files
    ]


def _name_and_checksum(
    name: str, files: Iterable[dict[str, Any]], otherwise: str
) -> dict[str, str]:
    for file in files:
        if file["name"] == name:
            kind, value = checksums.declared(file)
            return {"name": name, kind: value}
    raise WorkflowError(otherwise)
