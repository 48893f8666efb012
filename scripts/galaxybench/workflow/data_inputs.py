"""Checksums of downloads, and the inputs of the job that imports a data set."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from snakemake.logging import logger

from galaxybench.config import configuration, declarations
from galaxybench.config.catalog_files import catalog_files, check_heading, is_array
from galaxybench.config.class_folders import pictures_of_classes
from galaxybench.config.cutout_files import check_kind
from galaxybench.config.file_contents import digest, remembered_checksums
from galaxybench.config.planning_error import PlanningError
from galaxybench.config.runs import Config
from galaxybench.config.user_files import regular
from galaxybench.download import checksums
from galaxybench.files import refuse_pointer
from galaxybench.workflow.paths import Wildcards
from galaxybench.workflow.user_paths import user_path

CHECKSUMS = "data/checksums/{dataset}.json"
"""Remembers the checksums of the user's own files. It may be deleted."""
LARGE = 1_000_000_000
"""Bytes to read from which the user is told why planning takes its time."""


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
    """Inputs and params of the job that imports `wildcards.dataset`.

    Files of the user are looked at once, so that a change while the workflow runs
    changes no plan.
    """

    config: Config = field(repr=False)
    _digests: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def description(self, wildcards: Wildcards) -> dict[str, Any]:
        """Return source, options and selection of the data set."""
        return configuration.dataset(self.config, wildcards.dataset)

    def downloads(self, wildcards: Wildcards) -> list[str]:
        """List the proofs of its downloads; none for the user's own files."""
        dataset = self.config["datasets"][wildcards.dataset]
        return [] if _is_own(dataset) else source_proofs(dataset["source"])

    def local_files(self, wildcards: Wildcards) -> str | None:
        """Return a digest of the contents of the user's own files, or None.

        It covers the files that the import reads, and is the `sha256` in the provenance
        of what it imports.

        Raises:
            PlanningError: they do not exist, may not be read, or are not laid out as
                the source expects.
        """
        name = wildcards.dataset
        if not _is_own(self.config["datasets"][name]):
            return None
        if name not in self._digests:
            self._digests[name] = self._digest(name)
        return self._digests[name]

    def _digest(self, name: str) -> str:
        dataset, key = self.config["datasets"][name], f"datasets.{name}"
        catalog = declarations.source(dataset["source"]).catalog
        given = ["table", "images"] if catalog else ["path"]
        cure = "correct the path or put the images there"
        places = {
            each: user_path(f"{key}.{each}", dataset[each], cure)
            for each in given
            if dataset[each] is not None
        }
        key = key if catalog else f"{key}.path"
        try:
            if catalog:
                return self._catalog(name, places)
            files = self._read_by(dataset["source"], places["path"])
            return digest(places["path"], files, self._known(name, key, files))
        except OSError as error:
            raise PlanningError(
                f"{key}: {error.filename}: {error.strerror}; allow it to be read, or "
                "move it elsewhere"
            ) from None
        except ValueError as error:
            # The messages of catalogs begin with the key that they are about.
            raise PlanningError(f"{key}{'.' if catalog else ': '}{error}") from None

    def _known(self, name: str, key: str, files: list[Path]) -> list[str]:
        memory = Path(CHECKSUMS.format(dataset=name))
        return remembered_checksums(files, memory, lambda size: _announce(key, size))

    def _catalog(self, name: str, places: dict[str, Path]) -> str:
        options = self.config["datasets"][name]
        files = catalog_files(
            places["table"],
            places.get("images"),
            options["file"],
            options["band_names"],
        )
        if not is_array(files.images) and files.images is not None:
            check_kind(options, files.cutouts)
        check_heading(options, files)
        return files.digest(self._known(name, f"datasets.{name}", files.all))

    def _read_by(self, source: str, place: Path) -> list[Path]:
        """List the files that the import will read."""
        if declarations.source(source).class_folders:
            groups = pictures_of_classes(place).values()
            return [path for group in groups for path in group]
        regular(place)
        refuse_pointer(place)
        return [place]


def _is_own(dataset: dict[str, Any]) -> bool:
    """Whether the images are the user's own, and nothing is downloaded."""
    return bool(dataset.get("path") or dataset.get("table"))


def _announce(key: str, size: int) -> None:
    if size > LARGE:
        logger.info(
            f"{key}: reading {size / 1e9:.1f} GB, to notice changes of the content"
        )


def _checksum(folder: str, files: Iterable[dict], name: str) -> dict[str, str]:
    try:
        kind, value = checksums.declared(declarations.file_named(files, name))
    except declarations.DeclarationError as error:
        raise PlanningError(f"{folder}/{name}: {error}") from None
    return {"name": name, kind: value}
