"""Fetch one file of a data source and verify its checksum.

Files beside the target:

    <target>.part, .part.json  partial data, which the next process resumes
    <target>.lock              locked while a process works on the target
    <target>.bad-<checksum>    a file with a wrong checksum (its first 8 digits)
    <target>.verified          written by `record` for a verified target
"""

import logging
import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import url2pathname

from galaxybench.download.checksums import checksum, declared
from galaxybench.download.transfer import RefusedError, discard, transfer
from galaxybench.files import write_json
from galaxybench.jobs import locks

logger = logging.getLogger(__name__)


class DownloadError(RuntimeError):
    """No address provided the file."""


def fetch(
    file: dict,
    source: str,
    target: Path,
    *,
    mirror: str | None = None,
    attempts: int = 5,
    timeout: float = 60.0,
) -> Path:
    """Make sure that `target` is the file with the right checksum.

    A correct target is accepted without any request; a wrong one is moved aside. The
    mirror is tried first, then the file's own addresses in their order.

    Args:
        file: `name`, `urls`, `sha256` or `md5`, and optionally `size` in bytes.
        source: name of the data source, a folder of the mirror.
        target: where to put the file; it is returned.
        mirror: a folder, or a file:// or http(s):// base address, that holds
            `<mirror>/<source>/<name>`.
        attempts: tries in a row without new data before an address is given up.
        timeout: seconds without a response or without data that end an attempt.

    Raises:
        DownloadError: no address provided the file; says what happened at each.
    """
    if verify(target, file):
        logger.info("%s is in place and its checksum is right", target)
        return target
    failures = ""
    waiting = partial(logger.info, "another process fetches %s: waiting", target)
    with locks.held(_beside(target, ".lock"), waiting):
        if verify(target, file):
            logger.info("%s was completed by another process", target)
            return target
        if target.exists():
            logger.warning("%s: %s", target, _set_aside(target, file, target))
        for address in _addresses(file, source, mirror):
            logger.info("fetching %s from %s", file["name"], address)
            try:
                _obtain(address, file, target, attempts=attempts, timeout=timeout)
            except RefusedError as refusal:
                logger.warning("%s: %s", address, refusal)
                failures += f"\n  {address}: {refusal}"
            else:
                logger.info("%s is complete and its checksum is right", target)
                return target
    kind, expected = declared(file)
    raise DownloadError(
        f"could not fetch {file['name']} of {source}:{failures or ' it has no address'}"
        f"\nPut the file by hand at {target.absolute()} ({kind} {expected}), or "
        f"set `mirror` under `downloads` in the config to a place that holds "
        f"{source}/{file['name']}, and run again: partial data is kept and resumed."
    )


def verify(path: Path, file: dict) -> bool:
    """Return whether the file exists and has the checksum that `file` declares."""
    kind, expected = declared(file)
    return path.is_file() and checksum(path, kind) == expected


def record(target: Path, file: dict) -> Path:
    """Write `<target>.verified`, a small JSON file that stands for the verified file.

    It holds no date and no address. Fetching the same file again therefore gives the
    same bytes, and no later step runs again.
    """
    kind, value = declared(file)
    path = _beside(target, ".verified")
    size = target.stat().st_size
    write_json(path, {"name": file["name"], kind: value, "size": size})
    return path


def _addresses(file: dict, source: str, mirror: str | None) -> Iterator[str | Path]:
    """List the places to try, in order: paths to copy, or http addresses."""
    if mirror and "://" not in mirror:
        yield Path(mirror).expanduser() / source / file["name"]
    elif mirror:
        address = f"{mirror.rstrip('/')}/{quote(source)}/{quote(file['name'])}"
        parts = urlsplit(address)
        yield Path(url2pathname(parts.path)) if parts.scheme == "file" else address
    yield from file["urls"]


def _obtain(address: str | Path, file: dict, target: Path, **patience: float) -> None:
    """Bring the file from one address to the target, or raise RefusedError."""
    part = _beside(target, ".part")
    if isinstance(address, Path):
        if not address.is_file():
            raise RefusedError("no such file")
        discard(part)
        shutil.copyfile(address, part)
    else:
        bring = partial(transfer, address, part, size=file.get("size"), **patience)
        if bring() and not verify(part, file):
            reason = _set_aside(part, file, target)
            logger.warning("%s: %s; joined from pieces: trying again", address, reason)
            bring()
    if not verify(part, file):
        reason = _set_aside(part, file, target)
        discard(part)
        raise RefusedError(reason)
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    part.replace(target)
    discard(part)


def _set_aside(wrong: Path, file: dict, target: Path) -> str:
    """Keep a wrong file under another name; return a text that says what is wrong."""
    kind, expected = declared(file)
    got, size = checksum(wrong, kind), wrong.stat().st_size
    kept = wrong.replace(_beside(target, f".bad-{got[:8]}"))
    return (
        f"wrong checksum: expected {kind} {expected}, got {got} "
        f"({size} bytes, kept as {kept.name})"
    )


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(target.name + suffix)
