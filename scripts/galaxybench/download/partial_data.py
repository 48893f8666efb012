"""Partial data of a download, and a note about where they came from.

`<part>` holds the bytes so far. `<part>.json` holds their address and its ETag or date.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from galaxybench.download.addresses import Address


def begin(part: Path, address: Address, headers: Mapping[str, str]) -> None:
    """Empty the partial data, and note their origin from the headers of an answer."""
    etag = headers.get("ETag", "W/")
    validator = None if etag.startswith("W/") else etag  # If-Range needs a strong one
    validator = validator or headers.get("Last-Modified")
    # The note first: one that outlived its data would splice two files.
    discard(part)
    part.touch()
    note = json.dumps({"url": str(address), "validator": validator})
    _note(part).write_text(note, encoding="utf-8")


def validator_of(part: Path, address: Address) -> str | None:
    """Return the ETag or date of the partial data, if they came from this address.

    None if there is no note or it is damaged: the download then begins anew.
    """
    try:
        origin = json.loads(_note(part).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, RecursionError):
        return None
    if not isinstance(origin, dict) or origin.get("url") != str(address):
        return None
    validator = origin.get("validator")
    usable = isinstance(validator, str) and re.fullmatch("[!-~][ -~]*", validator)
    return validator if usable else None


def size_of(part: Path) -> int:
    """Return the number of bytes so far."""
    return part.stat().st_size if part.exists() else 0


def discard(part: Path) -> None:
    """Remove partial data and the note about their origin."""
    _note(part).unlink(missing_ok=True)
    part.unlink(missing_ok=True)


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")
