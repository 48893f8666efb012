"""Fetch one file of a data source and hold it to its sha256.

Beside the target, while it is not there yet or wrong:

    <target>.part, .part.json  partial data, taken up again by the next process
    <target>.lock              held while a process works on the target
    <target>.bad-<sha256>      a file whose checksum was wrong (its first 8 digits)
    <target>.verified          written by `record` when all is well
"""

import fcntl
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import url2pathname

from galaxybench.transfer import RefusedError, discard, transfer

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
        file: `name`, `urls`, `sha256` and optionally `size` in bytes.
        source: name of the data source, a folder of the mirror.
        target: where the file goes.
        mirror: a folder, or a file:// or http(s):// base address, that holds
            `<mirror>/<source>/<name>`.
        attempts: tries that bring no data before an address is given up.
        timeout: seconds without an answer or without data that end an attempt.
        progress: whether to show a progress bar on standard error.

    Raises:
        DownloadError: no address gave the file; says what happened at each.
    """
    if verify(target, file["sha256"]):
        logger.info("%s is in place and its checksum holds", target)
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    failures = ""
    with _exclusive(target):
        if verify(target, file["sha256"]):
            logger.info("%s was completed by another process", target)
            return target
        if target.exists():
            logger.warning("%s: %s", target, _set_aside(target, target, file))
        part = _beside(target, ".part")
        for address in _addresses(file, source, mirror):
            logger.info("fetching %s from %s", file["name"], address)
            try:
                if isinstance(address, Path):
                    _copy(address, part)
                    _finish(part, target, file)
                else:
                    ask = {"size": file.get("size"), "attempts": attempts}
                    ask |= {"timeout": timeout, "progress": progress}
                    pieces = transfer(address, part, **ask)
                    _finish(part, target, file)
            except RefusedError as refusal:
                logger.warning("%s: %s", address, refusal)
                failures += f"\n  {address}: {refusal}"
            else:
                return target
    raise DownloadError(
        f"could not fetch {file['name']} of {source}:{failures or ' it has no address'}"
        f"\nPut the file by hand at {target.absolute()} (sha256 {file['sha256']}), or "
        f"set `mirror` under `downloads` in the config to a place that holds "
        f"{source}/{file['name']}, and run again: partial data are kept and resumed."
    )
