"""Fetch one file of a data source and verify its checksum.

Files beside the target:

    <target>.part, .part.json  partial data, which the next process resumes
    <target>.<process>.part    the same where the file system has no locks: two
                               processes must not write into one file
    <target>.lock              locked while a process works on the target
    <target>.bad-<checksum>    a file with a wrong checksum (its first 8 digits)
    <target>.verified          written by `record` for a verified target
"""

import logging
import os
import platform
import shutil
from functools import partial
from pathlib import Path

from galaxybench.download.addresses import Address, addresses
from galaxybench.download.checksums import checksum, declared
from galaxybench.download.partial_data import discard
from galaxybench.download.transfer import RefusedError, transfer
from galaxybench.files import full_disk_named, refuse_pointer, write_json
from galaxybench.jobs import locks
from galaxybench.logins import hidden_in

logger = logging.getLogger(__name__)


UNCLEAR = (
    "is not asked, because a part of it may be a password: write "
    "https://user:password@host/, and in the password / as %2F, ? as %3F, # as %23 and "
    "@ as %40"
)


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
        timeout: seconds without a response, without data, or with less than
            `pace.LEAST_BYTES_PER_SECOND` that end an attempt.

    Raises:
        DownloadError: no address provided the file; says what happened at each. Or a
            folder has the name of a file to write.
        OSError: with the name of the file if the disk is full.
    """
    if verify(target, file):
        logger.info("%s is in place and its checksum is right", target)
        return target
    _refuse_folders(target)
    failures = ""
    waiting = partial(logger.info, "another process fetches %s: waiting", target)
    with locks.held(_beside(target, ".lock"), waiting) as (lock, _):
        if verify(target, file):
            logger.info("%s was completed by another process", target)
            return target
        if target.exists():
            logger.warning("%s: %s", target, _set_aside(target, file, target))
        own = "" if locks.are_kept(lock) else f".{platform.node()}-{os.getpid()}"
        part = _beside(target, f"{own}.part")
        patience = {"attempts": attempts, "timeout": timeout}
        for address in addresses(file, source, mirror):
            logger.info("fetching %s from %s", file["name"], address)
            try:
                with full_disk_named(part):
                    _obtain(address, file, target, part, **patience)
            except RefusedError as refusal:
                failure = f"{address}: {hidden_in(str(refusal))}"
                logger.warning("%s", failure)
                failures += f"\n  {failure}"
            else:
                logger.info("%s is complete and its checksum is right", target)
                return target
    raise _given_up(file, source, target, failures)


def _given_up(file: dict, source: str, target: Path, failures: str) -> DownloadError:
    kind, expected = declared(file)
    return DownloadError(
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


def _refuse_folders(target: Path) -> None:
    """Raise DownloadError if a folder has the name of a file that `fetch` writes."""
    for suffix in ("", ".lock", ".part", ".part.json", ".verified"):
        path = _beside(target, suffix)
        if path.is_dir():
            raise DownloadError(
                f"{path} is a folder, but the download writes a file of this name: "
                "rename or remove the folder, and run again"
            )


def _obtain(
    address: Address, file: dict, target: Path, part: Path, **patience: float
) -> None:
    """Bring the file from one address to the target, or raise RefusedError."""
    size = file.get("size")
    if address.is_unclear:
        raise RefusedError(UNCLEAR)
    if isinstance(address.place, Path):
        _copy(address.place, part, size)
    else:
        bring = partial(transfer, address, part, size=size, **patience)
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


def _copy(place: Path, part: Path, size: int | None) -> None:
    """Copy a file of a mirror, or raise RefusedError."""
    if not place.is_file():
        raise RefusedError("no such file")
    try:
        refuse_pointer(place)
    except (ValueError, PermissionError) as error:
        raise RefusedError(str(error)) from error
    if size and place.stat().st_size != size:
        found = place.stat().st_size
        raise RefusedError(f"has {found} bytes, expected {size}: another file")
    discard(part)
    shutil.copyfile(place, part)


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
