"""Read a file once from start to end, so that later random reads find it in memory.

A training reads single images at random places of its file. While the kernel does not
hold the file, each read waits for the disk, longest on a network file system. Read
sequentially, the file comes at the disk's full speed.
"""

import logging
import threading
from pathlib import Path

import psutil

logger = logging.getLogger(__name__)

PIECE = 8 << 20
"""Bytes per read."""

SHARE = 0.5
"""Share of the available memory that one file may fill."""


def fill(path: Path) -> threading.Thread | None:
    """Read a file in a thread of its own; None if it is too large for the memory.

    The kernel keeps what was read as long as nothing else needs the memory. It does not
    count as memory of this process.
    """
    size, free = Path(path).stat().st_size, psutil.virtual_memory().available
    if size > SHARE * free:
        logger.info(
            "%s (%d MB) is not read ahead: only %d MB of memory are free",
            *(path, size >> 20, free >> 20),
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
