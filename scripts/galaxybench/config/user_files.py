"""The user's own files: find them, and notice when one changes.

Names that start with a dot, and those in PROGRAM_FILES, are hidden: they belong to
programs, such as .DS_Store and Thumbs.db.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff")
"""File name endings of pictures, in lower case."""
PROGRAM_FILES = {
    *("thumbs.db", "ehthumbs.db", "desktop.ini"),  # Windows
    *("__macosx", "icon\r"),  # macOS
    *("@eadir", "lost+found"),  # Synology, Linux
}
"""Names, in lower case, of files and folders that programs leave among the user's."""
SPECIAL = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
"""Type of what is not a regular file -> its words."""


def expanded(text: str) -> Path:
    """Replace a leading ~ by the home, or leave it where that is not known."""
    return Path(os.path.expanduser(text))  # noqa: PTH111 (Path.expanduser fails there)


def visible(folder: Path) -> list[Path]:
    """List the files and folders in a folder that are not hidden, sorted."""
    return sorted(path for path in folder.iterdir() if _shown(path.name))


def files_below(folder: Path) -> list[Path]:
    """List all files below a folder that are not hidden, sorted; links are followed.

    Raises:
        OSError: a folder may not be read.
    """

    def refuse(error: OSError) -> None:
        raise error

    found, known = [], {os.path.realpath(folder)}
    for place, folders, files in os.walk(folder, onerror=refuse, followlinks=True):
        shown = [name for name in folders if _shown(name)]
        real = {name: os.path.realpath(Path(place, name)) for name in shown}
        # A link to a folder above would lead in circles.
        folders[:] = [name for name in shown if real[name] not in known]
        known.update(real.values())
        found += [Path(place, name) for name in files if _shown(name)]
    return sorted(found)


def status(path: Path) -> os.stat_result:
    """Return the status of a file or folder; links are followed.

    Raises:
        OSError: it does not exist, or may not be looked at.
        ValueError: it is a link that leads nowhere, or in circles.
    """
    try:
        return path.stat()
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP) and path.is_symlink():
            raise ValueError(
                f"{path} is a link that leads nowhere ({path.readlink()}): repair or "
                "remove it"
            ) from None
        raise


def regular(path: Path) -> os.stat_result:
    """Return the status of a regular file, which can be read to its end.

    Opening a named pipe waits for ever, and a device may have no end.

    Raises:
        OSError: it does not exist, or may not be looked at.
        ValueError: it is no regular file.
    """
    found = status(path)
    if not stat.S_ISREG(found.st_mode):
        kind = SPECIAL.get(stat.S_IFMT(found.st_mode), "something else")
        raise ValueError(f"{path} is {kind}, expected a file: correct or remove it")
    return found


def fingerprint(place: Path, files: Iterable[Path]) -> str:
    """Hash the paths, sizes and change times (ctime) of files.

    The kernel sets `st_ctime_ns` at every change, even if the modification time is set
    back. The name alone does not show that an image moved to another class. `place` is
    the file itself, or the folder that all files are in; `files` come in a fixed order.
    """
    digest = hashlib.sha256()
    for file in files:
        # A broken link has a size and a time of its own.
        about = file.stat() if file.exists() else file.lstat()
        where = os.fsencode(file.relative_to(place.parent))
        digest.update(where + f" {about.st_size} {about.st_ctime_ns}\n".encode())
    return digest.hexdigest()


def _shown(name: str) -> bool:
    return name[0] != "." and name.lower() not in PROGRAM_FILES
