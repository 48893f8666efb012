"""Checksums of declared files, and of files on disk.

Imports only the standard library, since it runs while the Snakefile is parsed.
"""

import hashlib
from pathlib import Path
from typing import Any

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
