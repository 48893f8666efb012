"""The user's own files: find them, and notice when one changes.

Names that start with a dot are hidden: they belong to programs, such as .DS_Store.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def expanded(text: str) -> Path:
    """Replace a leading ~ by the home, or leave it where that is not known."""
    return Path(os.path.expanduser(text))  # noqa: PTH111 (Path.expanduser fails there)


def visible(folder: Path) -> list[Path]:
    """List the files and folders in a folder that are not hidden, sorted."""
    return sorted(path for path in folder.iterdir() if path.name[0] != ".")


def files_of_classes(folder: Path) -> list[Path]:
    """List the contents of all class folders in `folder`, sorted."""
    classes = (path for path in visible(folder) if path.is_dir())
    return [path for own in classes for path in visible(own)]


def files_below(folder: Path) -> list[Path]:
    """List all files below a folder that are not hidden, sorted; links are followed."""
    found, known = [], {os.path.realpath(folder)}
    for place, folders, files in os.walk(folder, followlinks=True):
        shown = [name for name in folders if name[0] != "."]
        real = {name: os.path.realpath(Path(place, name)) for name in shown}
        # A link to a folder above would lead in circles.
        folders[:] = [name for name in shown if real[name] not in known]
        known.update(real.values())
        found += [Path(place, name) for name in files if name[0] != "."]
    return sorted(found)


def fingerprint(place: Path, files: Iterable[Path]) -> str:
    """Hash the paths, sizes and modification times of files.

    The time of a folder does not change when an image in it is overwritten, and the
    name alone does not show that an image moved to another class. `place` is the file
    itself, or the folder that all files are in; `files` come in a fixed order.
    """
    digest = hashlib.sha256()
    for file in files:
        # A broken link has a size and a time of its own.
        about = file.stat() if file.exists() else file.lstat()
        where = os.fsencode(file.relative_to(place.parent))
        digest.update(where + f" {about.st_size} {about.st_mtime}\n".encode())
    return digest.hexdigest()
