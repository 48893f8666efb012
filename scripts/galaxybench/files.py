"""Files: outputs appear under their name only when they are whole; JSON in and out."""

import errno
import fcntl
import glob
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
LFS_POINTER = b"version https://git-lfs.github.com/spec/"
"""How a file begins that Git LFS left in place of a large one."""
POINTER_BYTES = 1024
"""Such a file is smaller: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md"""


@contextmanager
def replacing(path: Path, ending: str = ".part") -> Iterator[Path]:
    """Give a temporary path beside `path` that takes its place at the end.

    The temporary file exists, is empty, and belongs to this process alone: two
    processes that write the same output never write into one file. An error inside
    removes it. What a killed process left behind is removed by the next one that writes
    the same output. `ending` is for writers that insist on a suffix.

    Raises:
        OSError: with the name of the file if the disk is full.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(path)
    partial = None
    try:
        with full_disk_named(path):
            partial, claim = _claimed(path, ending)
            with claim:
                yield partial
                partial.replace(path)
    finally:
        if partial:
            partial.unlink(missing_ok=True)


@contextmanager
def full_disk_named(path: Path) -> Iterator[None]:
    """Say which file did not fit, and what to do, if the disk is full.

    Raises:
        OSError: with the name of the file if the disk is full.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        reason = f"{os.strerror(error.errno)}; free some and run the same command again"
        raise OSError(error.errno, reason, str(path)) from error


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8."""
    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8")


def write_json(path: Path, content: Any) -> None:  # noqa: ANN401
    """Write `content` as indented JSON; NaN is an error, since it is not JSON."""
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    write_text(path, text + "\n")


def read_json(path: str | Path) -> Any:  # noqa: ANN401
    """Read a JSON file that a job has written.

    Raises:
        OSError: if there is no such file.
        ValueError: with the name of the file and what to do, if it is not whole JSON.
    """
    refuse_pointer(path)
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(
            f"{path}: is not JSON, or was cut off: {error}. Delete it and run the same "
            "command again, which makes it anew; copy it again if it is a copy"
        ) from error


def refuse_pointer(path: str | Path) -> None:
    """Refuse a file that Git LFS left in place of the real one.

    Raises:
        OSError: if there is no such file.
        ValueError: with the name of the file and what to do.
    """
    with Path(path).open("rb") as file:
        if file.read(len(LFS_POINTER)) == LFS_POINTER:
            raise ValueError(
                f"{path}: is a pointer of Git LFS, not the file itself: run "
                "`git lfs pull` in the repository it came from, or copy the real file"
            )


def _claimed(path: Path, ending: str) -> tuple[Path, IO[bytes]]:
    """Create a temporary file and lock it, which says that it is not abandoned."""
    while True:
        partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}{ending}")
        claim = partial.open("xb")
        with suppress(OSError):  # a file system without locks
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Another process may have taken it for abandoned just before it was locked.
        with suppress(FileNotFoundError):
            if os.path.samestat(partial.stat(), os.fstat(claim.fileno())):
                return partial, claim
        claim.close()


def _remove_abandoned(path: Path) -> None:
    """Remove temporary files of `path` whose process has ended."""
    for name in path.parent.glob(f".{glob.escape(path.name)}.*.part*"):
        with suppress(OSError), name.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            name.unlink()
