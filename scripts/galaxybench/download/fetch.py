"""Fetch one file of a data source and hold it to its checksum.

Beside the target, while it is not there yet or wrong:

    <target>.part, .part.json  partial data, taken up again by the next process
    <target>.lock              held while a process works on the target
    <target>.bad-<checksum>    a file whose checksum was wrong (its first 8 digits)
    <target>.verified          written by `record` when all is well
"""

import fcntl
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import url2pathname

from galaxybench.download.checksums import checksum, declared
from galaxybench.download.transfer import RefusedError, discard, transfer

logger = logging.getLogger(__name__)


class DownloadError(RuntimeError):
    """No address gave the file."""


def fetch(
    file: dict,
    source: str,
    target: Path,
    *,
    mirror: str | None = None,
    attempts: int = 5,
    timeout: float = 60.0,
    progress: bool = True,
) -> Path:
    """Make sure that `target` is the file with the right checksum.

    A target that is in place and right is accepted without any request; one that is
    wrong is moved aside. The mirror is asked first, then the file's own addresses in
    their order.

    Args:
        file: `name`, `urls`, `sha256` or `md5`, and optionally `size` in bytes.
        source: name of the data source, a folder of the mirror.
        target: where the file goes.
        mirror: a folder, or a file:// or http(s):// base address, that holds
            `<mirror>/<source>/<name>`.
        attempts: tries in a row that bring nothing new before an address is given up.
        timeout: seconds without an answer or without data that end an attempt.
        progress: whether to show a progress bar on standard error.

    Raises:
        DownloadError: no address gave the file; says what happened at each.
    """
    if verify(target, file):
        logger.info("%s is in place and its checksum holds", target)
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    failures = ""
    with _exclusive(target):
        if verify(target, file):
            logger.info("%s was completed by another process", target)
            return target
        if target.exists():
            logger.warning("%s: %s", target, _set_aside(target, file, target))
        for address in _addresses(file, source, mirror):
            logger.info("fetching %s from %s", file["name"], address)
            try:
                _obtain(address, file, target, attempts, timeout, progress)
            except RefusedError as refusal:
                logger.warning("%s: %s", address, refusal)
                failures += f"\n  {address}: {refusal}"
            else:
                logger.info("%s is complete and its checksum holds", target)
                return target
    kind, expected = declared(file)
    raise DownloadError(
        f"could not fetch {file['name']} of {source}:{failures or ' it has no address'}"
        f"\nPut the file by hand at {target.absolute()} ({kind} {expected}), or "
        f"set `mirror` under `downloads` in the config to a place that holds "
        f"{source}/{file['name']}, and run again: partial data are kept and resumed."
    )


def verify(path: Path, file: dict) -> bool:
    """Whether the file is there and has the checksum that `file` declares."""
    kind, expected = declared(file)
    return path.is_file() and checksum(path, kind) == expected


def record(target: Path, file: dict) -> Path:
    """Write `<target>.verified`, a small JSON that stands for the verified file.

    It holds no date and no address: the same file gives the same bytes, so fetching
    it again makes no later step run again.
    """
    kind, value = declared(file)
    content = {"name": file["name"], kind: value, "size": target.stat().st_size}
    partial = _beside(target, ".verified.part")
    partial.write_text(json.dumps(content, indent=1) + "\n")
    return partial.replace(_beside(target, ".verified"))


def _addresses(file: dict, source: str, mirror: str | None) -> Iterator[str | Path]:
    """Where to look, in order: paths are copied, the others are http addresses."""
    if mirror and "://" not in mirror:
        yield Path(mirror).expanduser() / source / file["name"]
    elif mirror:
        address = f"{mirror.rstrip('/')}/{quote(source)}/{quote(file['name'])}"
        parts = urlsplit(address)
        yield Path(url2pathname(parts.path)) if parts.scheme == "file" else address
    yield from file["urls"]


def _obtain(
    address: str | Path,
    file: dict,
    target: Path,
    attempts: int,
    timeout: float,
    progress: bool,
) -> None:
    """Bring the file from one address to its place, or raise RefusedError."""
    part = _beside(target, ".part")
    if isinstance(address, Path):
        if not address.is_file():
            raise RefusedError("no such file")
        discard(part)
        shutil.copyfile(address, part)
        return _finish(part, file, target)

    def bring() -> bool:
        return transfer(
            address,
            part,
            size=file.get("size"),
            attempts=attempts,
            timeout=timeout,
            progress=progress,
        )

    if bring() and not verify(part, file):
        reason = _set_aside(part, file, target)
        logger.warning("%s: %s; put together from pieces: once more", address, reason)
        bring()
    _finish(part, file, target)


def _finish(part: Path, file: dict, target: Path) -> None:
    """Give the complete file its name, if it is the right one."""
    if not verify(part, file):
        reason = _set_aside(part, file, target)
        discard(part)
        raise RefusedError(reason)
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    part.replace(target)
    discard(part)


def _set_aside(wrong: Path, file: dict, target: Path) -> str:
    """Keep a wrong file under another name; returns what is wrong with it."""
    kind, expected = declared(file)
    got, size = checksum(wrong, kind), wrong.stat().st_size
    kept = wrong.replace(_beside(target, f".bad-{got[:8]}"))
    return (
        f"wrong checksum: expected {kind} {expected}, got {got} "
        f"({size} bytes, kept as {kept.name})"
    )


@contextmanager
def _exclusive(target: Path) -> Iterator[None]:
    """Hold the target's lock; the kernel frees it when the process dies."""
    path = _beside(target, ".lock")
    held = False
    while True:
        with path.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                logger.info("waiting for another process that fetches %s", target)
                fcntl.flock(lock, fcntl.LOCK_EX)
            # Its last holder may have removed the file: only a lock on the file that
            # the path names now shuts others out.
            with suppress(FileNotFoundError):
                held = path.stat().st_ino == os.fstat(lock.fileno()).st_ino
            if held:
                try:
                    yield
                finally:
                    path.unlink()
                return


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(target.name + suffix)
