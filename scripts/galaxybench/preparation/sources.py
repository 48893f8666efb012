"""Open a data source by its name, which is the name of its file in `datasets`."""

from importlib import import_module
from pathlib import Path
from typing import Any

from galaxybench.images.imageset import ImageSet


def declared_files(source: str) -> list[dict[str, Any]]:
    """Return the downloads that the data source `source` declares, its `FILES`."""
    return import_module(f"galaxybench.datasets.{source}").FILES


def open_source(source: str, files: list[Path], options: dict[str, Any]) -> ImageSet:
    """Open the data source `source`.

    Args:
        source: the name of a file of `datasets`.
        files: its downloaded files, in the order of that module's `FILES`.
        options: values of that module's `OPTIONS`, defaults filled in.

    Returns:
        The labelled images, read lazily.
    """
    module = import_module(f"galaxybench.datasets.{source}")
    return module.open_source(files, options)
