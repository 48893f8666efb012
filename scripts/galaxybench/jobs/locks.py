"""Locks on files, for processes that may be killed at any moment.

The locks are the kernel's (flock). They disappear with the process that holds them,
however it ends, and an NFS server keeps them for all nodes. So a file left behind by a
killed process blocks no other. (The package `filelock` has no shared locks, and where
flock is missing it falls back to lock files that outlive a killed process.)
"""

import errno
import fcntl
import logging
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO

logger = logging.getLogger(__name__)

POLL_SECONDS = 2.0
REMIND_SECONDS = 600.0
NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
"""Errors of file systems without locks."""


class Reminder:
    """Calls `say` during a wait: at once, then every REMIND_SECONDS.

    Attributes:
        said: whether there was any wait.
    """

    def __init__(self, say: Callable[[], None]) -> None:
        """Start before any wait."""
        self._say, self._next, self.said = say, 0.0, False

    def wait(self, seconds: float) -> None:
        """Call `say` if it is time, then sleep."""
        if not self.said or time.monotonic() >= self._next:
            self._say()
            self.said, self._next = True, time.monotonic() + REMIND_SECONDS
        time.sleep(seconds)


@contextmanager
def held(path: Path, say: Callable[[], None]) -> Iterator[tuple[TextIO, bool]]:
    """Hold the lock file `path` during a `with` block, and remove it at the end.

    `say` is called while another process holds the lock. Missing folders are created.

    Yields:
        The locked file, open for reading and appending, and whether it had to
        wait for another process.
    """
    reminder = Reminder(say)
    file = _acquire(path, reminder)
    try:
        yield file, reminder.said
    finally:
        path.unlink(missing_ok=True)
        file.close()


def lock(file: TextIO | BinaryIO, kind: int = fcntl.LOCK_EX) -> bool:
    """Lock an open file without waiting; return False if another process holds it.

    `kind` is `fcntl.LOCK_EX`, or `fcntl.LOCK_SH` to share the lock with others that do.
    Closing the file unlocks it. A file system without locks grants every lock, with a
    warning.
    """
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        logger.warning(
            "the file system of %s has no locks: make sure that no two jobs do the "
            "same work at the same time",
            file.name,
        )
    return True


def are_kept(file: TextIO) -> bool:
    """Return whether the file system of a locked file really keeps locks."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in NO_LOCKS
    return True


def make_private(folder: Path) -> None:
    """Make a folder that only this user may enter, or check that it is one.

    It may be in a folder where everybody may write, such as /tmp.

    Raises:
        PermissionError: the path is a link, no folder, or another user's.
    """
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700, parents=True)
    own = False
    with suppress(OSError):
        # Open, so that what is checked cannot be swapped for a link before the chmod.
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        own = os.fstat(opened).st_uid == os.getuid()
        if own:
            os.fchmod(opened, 0o700)
        os.close(opened)
    if not own:
        raise PermissionError(
            f"{folder}: is a link, no folder, or of another user, and holds locks of "
            "your jobs: set TMPDIR to a folder of your own, or ask for its removal"
        )


def open_lock(path: Path, mode: int = 0o666) -> TextIO:
    """Open a lock file for reading and appending; create it if there is none.

    Raises:
        PermissionError: the path is a link, or no plain file: what a link leads to
            must not be written to.
    """

    def opener(name: str, flags: int) -> int:
        try:
            opened = os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK, mode)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.EISDIR):
                raise refusal from error
            raise
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            raise refusal
        return opened

    refusal = PermissionError(
        f"{path}: is a link, or no plain file, where a lock file belongs: delete it"
    )
    return open(path, "a+", encoding="utf-8", opener=opener)


def _acquire(path: Path, reminder: Reminder) -> TextIO:
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            file = open_lock(path)
        except FileNotFoundError:
            continue  # the last holder has just removed the folder
        while not lock(file):
            reminder.wait(POLL_SECONDS)
        # The last holder may have removed the file. Only a lock on the file that is at
        # the path now shuts others out.
        with suppress(FileNotFoundError):
            if os.path.samestat(path.stat(), os.fstat(file.fileno())):
                return file
        file.close()
