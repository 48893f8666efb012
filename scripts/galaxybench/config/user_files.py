"""Files of the user's own: which there are, and whether one has changed.

Runs while the Snakefile is parsed: standard library only.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def files_below(folder: Path) -> list[Path]:
    """List every file below a folder, linked folders too, sorted; none that is hidden.

    What starts with a dot belongs to a program, such as .DS_Store.
    """
    found, known = [], {os.path.realpath(folder)}
    for place, folders, files in os.walk(folder, followlinks=True):
        visible = [name for name in folders if name[0] != "."]
        real = {name: os.path.realpath(Path(place, name)) for name in visible}
        # A link to a folder above would lead in circles.
        folders[:] = [name for name in visible if real[name] not in known]
        known.update(real.values())
        found += [Path(place, name) for name in files if name[0] != "."]
    return sorted(found)


def fingerprint(place: Path, files: Iterable[Path]) -> str:
    """Digest places, sizes and times of files.

    A folder's own time tells nothing of an image that is replaced in it, and a name
    alone nothing of one that is moved to another class.

    Args:
        place: the file itself, or the folder that all files are in.
        files: the files, in an order that stays the same.
    """
    digest = hashlib.sha256()
    for file in files:
        # A link that leads nowhere is a file of its own.
        about = file.stat() if file.exists() else file.lstat()
        where = os.fsencode(file.relative_to(place.parent))
        digest.update(where + f" {about.st_size} {about.st_mtime}\n".encode())
    return digest.hexdigest()
