"""Reading a file once in its order, so that reads at random places find it in memory.

A training reads single images at random places of its file. On a file that the kernel
does not hold yet each of those is a wait for the disk, longest where the disk is a
network's; in the file's own order it comes at the disk's full speed.
"""

import logging
import threading
from pathlib import Path

from galaxybench.jobs.memory import available_bytes

logger = logging.getLogger(__name__)

PIECE = 8 << 20
"""Bytes a read."""

SHARE = 0.5
"""Of the memory that is free or easily freed, how much one file may fill."""


def fill(path: Path) -> threading.Thread | None:
    """Let a thread read a file from its beginning to its end, while others go on.

    The kernel keeps what was read as long as nobody needs the room: it is no memory of
    this process.

    Args:
        path: the file.

    Returns:
        The thread; None if the file is too large for the machine, or it is not known
        how much memory that has left.
    """
    size, free = Path(path).stat().st_size, available_bytes() or 0
    if size > SHARE * free:
        logger.info(
            "%s (%d MB) is not read ahead: only %d MB of memory are free",
            path,
            size >> 20,
            free >> 20,
        )
        return None
    thread = threading.Thread(target=_read, args=(path,), daemon=True)
    thread.start()
    return thread


def _read(path: Path) -> None:
    piece = bytearray(PIECE)
    try:
        with Path(path).open("rb", buffering=0) as file:
            while file.readinto(piece):
                pass
    except OSError as error:
        logger.warning("%s could not be read ahead: %s", path, error)
