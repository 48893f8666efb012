"""A folder of images with one subfolder per class: its layout, checked.

The same list is what planning watches and what an import reads.
"""

import stat
from pathlib import Path

from galaxybench.config.class_names import fault
from galaxybench.config.user_files import SUFFIXES, regular, status, visible
from galaxybench.files import POINTER_BYTES, refuse_pointer


def pictures_of_classes(root: Path) -> dict[Path, list[Path]]:
    """List the pictures in every class folder of `root`.

    None is opened but the smallest files, which may be pointers of Git LFS.

    Files beside the class folders do not matter.

    Returns:
        Class folder -> its pictures, both sorted.

    Raises:
        OSError: something may not be read.
        ValueError: `root` is not a folder of class folders, or something in a class
            folder is not the file of a picture.
    """
    if not root.is_dir():
        raise ValueError(f"{root} is not a folder: `path` must be the folder of images")
    # A link that leads nowhere may be a class whose disk is not there.
    folders = [path for path in visible(root) if stat.S_ISDIR(status(path).st_mode)]
    if not folders:
        raise ValueError(f"{root} has no folders, expected one per class")
    return {folder: _pictures(folder) for folder in folders}


def _pictures(folder: Path) -> list[Path]:
    _check_name(folder)
    paths = visible(folder)
    for path in paths:
        _check_name(path)
        if path.suffix.lower() not in SUFFIXES:
            if path.is_dir():
                raise ValueError(
                    f"{path} is a folder inside a class folder: `path` must be the "
                    "folder whose folders are the classes"
                )
            raise ValueError(
                f"{path} is not an image ({', '.join(SUFFIXES)}): move it away"
            )
        if regular(path).st_size <= POINTER_BYTES:
            refuse_pointer(path)
    if not paths:
        raise ValueError(f"{folder} has no images: add some, or remove the folder")
    return paths


def _check_name(path: Path) -> None:
    if wrong := fault(path.name):
        raise ValueError(f"{str(path.parent)!r}: the name {wrong}: rename it")
