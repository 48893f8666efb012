"""Checksums: which one a declared file has, and what that of a file on disk is.

Standard library only: the Snakefile needs it while it is parsed.
"""

import hashlib
from pathlib import Path
from typing import Any

KINDS = ("sha256", "md5")
"""From the best on: of two declared checksums the first is used. Some publishers name
only an md5, which finds every accident and no forgery."""


def declared(file: dict[str, Any]) -> tuple[str, str]:
    """Give kind and value, in lower case, of the checksum that a file declares.

    Args:
        file: `name`, and `sha256` or `md5`.

    Raises:
        ValueError: it declares none.
    """
    for kind in KINDS:
        if kind in file:
            return kind, file[kind].lower()
    raise ValueError(
        f"{file['name']}: no checksum is declared, allowed: {' or '.join(KINDS)}"
    )


def checksum(path: Path, kind: str) -> str:
    """Compute the checksum of a file, in hexadecimal digits.

    Args:
        path: the file, read piece by piece.
        kind: one of KINDS.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, kind).hexdigest()
