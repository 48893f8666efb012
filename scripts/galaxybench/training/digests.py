"""Digests of the data, code and settings of a run, which identify it."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from astropy.io import fits


def digest(value: Any) -> str:  # noqa: ANN401
    """Sha256 of a JSON value, independent of the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def data_digest(path: Path) -> str:
    """Digest of a FITS file's images and labels, from their DATASUM; no pixel is read.

    Raises:
        ValueError: if an HDU has no DATASUM.
    """
    with fits.open(path) as hdus:
        sums = [(hdu.shape, hdu.header.get("DATASUM")) for hdu in hdus[:2]]
    if not all(value for _, value in sums):
        raise ValueError(f"{path}: an HDU has no DATASUM; write it with galaxybench")
    return digest(sums)


def code_digest(files: Iterable[Path]) -> str:
    """Digest of source files, by name and content."""
    paths = map(Path, files)
    return digest(
        sorted((p.name, hashlib.sha256(p.read_bytes()).hexdigest()) for p in paths)
    )
