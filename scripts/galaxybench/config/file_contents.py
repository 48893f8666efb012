"""The contents of the user's own files as one digest; only what changed is read.

Every checksum is remembered with the size and the times of its file. The kernel sets
`ctime_ns` at every change, even if the modification time is set back.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from galaxybench.config.user_files import regular
from galaxybench.files import write_text

THREADS = 4
SETTLED = 2
"""Seconds after its last change from which a file's times tell any later change. The
clocks of file systems are coarse."""

Signature = tuple[int, int, int]
"""Size, mtime_ns and ctime_ns of a file."""


def digest(place: Path, files: list[Path], checksums: Iterable[str]) -> str:
    """Hash the paths and contents of files: the SHA-256 of what `sha256sum` prints.

    `place` is the folder that all files are in. For a file alone, it is that file, and
    its own checksum is returned.
    """
    if files == [place]:
        return next(iter(checksums))
    whole = hashlib.sha256()
    for file, sha256 in zip(files, checksums, strict=True):
        name = os.fsencode(file.relative_to(place).as_posix())
        whole.update(sha256.encode() + b"  " + name + b"\n")
    return whole.hexdigest()


def read_checksums(files: Iterable[Path]) -> list[str]:
    """Read files to their end, and return the sha256 of each.

    Raises:
        OSError: a file does not exist, or may not be read.
        ValueError: one is no regular file.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(_checksum, files))


def remembered_checksums(
    files: list[Path], memory: Path, about_to_read: Callable[[int], None]
) -> list[str]:
    """Return the sha256 of each file, reading only those that changed.

    Args:
        files: the files, whose paths are relative to the working folder or absolute.
        memory: JSON file of the checksums known so far. It may be missing or damaged,
            and is written again if that is allowed.
        about_to_read: called with the number of bytes before they are read.

    Raises:
        OSError: a file does not exist, or may not be read.
        ValueError: one is no regular file.
    """
    old, now = _remembered(memory), time.time_ns()
    signatures = {file: signature(file) for file in files}
    known = {file: old.get((str(file), *signatures[file])) for file in files}
    changed = [file for file in files if known[file] is None]
    if changed:
        about_to_read(sum(signatures[file][0] for file in changed))
        known |= zip(changed, read_checksums(changed), strict=True)
    settled = {
        (str(file), *signatures[file]): known[file]
        for file in files
        if now - signatures[file][2] > SETTLED * 1_000_000_000
    }
    if settled != old:
        rows = [[*about, sha256] for about, sha256 in settled.items()]
        # A clone may be read-only, and another command may write the same file.
        with suppress(OSError):
            write_text(memory, json.dumps(rows, indent=0) + "\n")
    return [known[file] for file in files]


def signature(file: Path) -> Signature:
    """Return what tells whether a file has changed, without reading it.

    Raises:
        OSError: it does not exist, or may not be looked at.
        ValueError: it is no regular file.
    """
    about = regular(file)
    return about.st_size, about.st_mtime_ns, about.st_ctime_ns


def refuse_changed(file: Path, before: Signature) -> None:
    """Refuse a file that has changed since its signature was taken.

    Raises:
        OSError: it does not exist any more.
        ValueError: it has changed.
    """
    if signature(file) != before:
        raise ValueError(
            f"{file} changed while it was imported: run the same command again"
        )


def _checksum(file: Path) -> str:
    regular(file)
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _remembered(memory: Path) -> dict[tuple, str]:
    """Read what is remembered: (path, *signature) -> sha256; {} if it is damaged."""
    try:
        rows = json.loads(memory.read_bytes())
        return {tuple(about): str(sha256) for *about, sha256 in rows}
    except (OSError, ValueError, TypeError):
        return {}
