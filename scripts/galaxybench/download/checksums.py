"""Checksums of declared files, and of files on disk.

Imports only the standard library and `files`, since it runs while the Snakefile is
parsed.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from galaxybench.files import refuse_pointer

KINDS = ("sha256", "md5")
"""Kinds of checksum, best first: if a file declares two, the first is used. Some
publishers give only an md5, which detects accidents but not forgery."""


def declared(file: dict[str, Any]) -> tuple[str, str]:
    """Return the kind and value (in lower case) of the checksum that a file declares.

    Raises:
        ValueError: the file declares none.
    """
    for kind in KINDS:
        if kind in file:
            return kind, file[kind].lower()
    raise ValueError(
        f"{file['name']}: no checksum is declared, allowed: {' or '.join(KINDS)}"
    )


def checksum(path: Path, kind: str) -> str:
    """Compute a checksum of a file, in hexadecimal digits; `kind` is one of KINDS."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, kind).hexdigest()


def proven(marker: Path, files: Iterable[dict[str, Any]]) -> Path:
    """Return the file that `<file>.verified` stands for, if it still is what it was.

    The marker proves the past only, so the checksum is computed again. `files` are the
    declarations, one of which has the name of this file.

    Raises:
        FileNotFoundError: the file is gone.
        ValueError: the file is not declared, or has another content than declared.
    """
    path = marker.with_suffix("")
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is gone, but {marker} says that it was downloaded: delete "
            f"{marker} to download it again"
        )
    known = {file["name"]: file for file in files}
    if path.name not in known:
        names = ", ".join(known) or "none"
        raise ValueError(f"{path}: not declared by its source, declared: {names}")
    refuse_pointer(path)
    kind, expected = declared(known[path.name])
    if (found := checksum(path, kind)) != expected:
        raise ValueError(
            f"{path} has changed since it was downloaded: expected {kind} {expected}, "
            f"got {found} ({path.stat().st_size} bytes): delete {marker} and run the "
            "same command again. The file is then moved aside and downloaded anew"
        )
    return path
