"""Inputs and params of the job that divides a data set."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from galaxybench.config import declarations, split_file
from galaxybench.config.planning_error import PlanningError
from galaxybench.config.runs import Config, scheme_of, split_options
from galaxybench.workflow.paths import Wildcards
from galaxybench.workflow.run_inputs import own_content
from galaxybench.workflow.user_paths import user_file

LARGE = 20_000_000
"""Bytes from which a file is checked by the job alone: planning should stay fast."""


@dataclass(frozen=True)
class SplitInputs:
    """Inputs and params of the job that makes `wildcards.split`."""

    config: Config = field(repr=False)

    def options(self, wildcards: Wildcards) -> dict[str, Any]:
        """Return the options of the split; for one in a file, also its `content`.

        That is its sha256, or None without the file. Its place and times do not count.
        """
        options = split_options(self.config, wildcards.split)
        if options["method"] == "file":
            options["content"] = own_content(self._path(wildcards))
        return options

    def file(self, wildcards: Wildcards) -> list[str]:
        """List the user's file of a published split, which is checked; [] without one.

        Raises:
            PlanningError: it does not exist or cannot be used.
        """
        scheme = scheme_of(wildcards.split)
        if self.config["splits"][scheme]["method"] != "file":
            return []
        key = f"splits.{scheme}.path"
        path = user_file(key, self._path(wildcards))
        try:
            if path.stat().st_size <= LARGE:
                _check(path, self._images(wildcards.dataset))
        except OSError as error:
            raise PlanningError(f"{key}: {path}: {error.strerror}") from None
        except ValueError as error:
            raise PlanningError(f"{key}: {error}") from None
        return [str(path)]

    def _path(self, wildcards: Wildcards) -> str:
        return self.config["splits"][scheme_of(wildcards.split)]["path"]

    def _images(self, name: str) -> int | None:
        """Return the number of images of a data set's source, where it is known."""
        dataset = self.config["datasets"][name]
        if dataset.get("path"):
            return None
        if isinstance(dataset.get("images"), int):
            return dataset["images"]
        return (declarations.source(dataset["source"]).shape or [None])[0]


@cache
def _read(path: Path, _status: tuple[int, int]) -> split_file.SplitFile:
    return split_file.read(path)


def _check(path: Path, images: int | None) -> None:
    """Raise ValueError if the file is wrong, or has an index beyond the images."""
    about = path.stat()
    file = _read(path, (about.st_size, about.st_ctime_ns))
    if images is None or file.column != split_file.INDEX:
        return
    for index, line in zip(file.keys, file.lines, strict=True):
        if index >= images:
            raise ValueError(
                f"{path}: line {line}: got the index {index}, allowed: 0 to "
                f"{images - 1}, since the data set has {images:,} images"
            )
