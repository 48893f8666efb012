"""A folder of images, with one subfolder per class, named after the class.

JPEG, PNG or TIFF, grey or colour. `images.pictures` brings them to one size.
"""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from astropy.table import Table
from PIL import Image

from galaxybench.config.class_names import fault
from galaxybench.config.user_files import visible
from galaxybench.download.checksums import checksum
from galaxybench.images.imageset import ImageSet
from galaxybench.images.pictures import SUFFIXES, to_pixels
from galaxybench.machine.cores import available_cores

OPTIONS = {
    "path": {
        "type": "string",
        "minLength": 1,
        "description": "the folder; every folder in it is a class",
    },
    "size": {
        "type": "integer",
        "minimum": 1,
        "description": "pixels per side, after cropping to the centre square",
    },
    "channels": {
        "type": "integer",
        "enum": [1, 3],
        "default": 3,
        "description": "3 for red, green and blue, 1 for grey",
    },
}
FILES = []
CLASSES = None
CITATION = ""


def open_source(files: list[Path], options: dict[str, Any]) -> ImageSet:
    """List and hash the folder at `path`; an image is decoded when it is read.

    Raises:
        FileNotFoundError: there is no such folder.
        ValueError: the folder has another layout, or files that are not images.
    """
    root = Path(options["path"]).expanduser()
    shape = (options["size"], options["size"], options["channels"])
    if not root.is_dir():
        raise FileNotFoundError(f"no folder {root}: correct `path`")
    folders = [path for path in visible(root) if path.is_dir()]
    if not folders:
        raise ValueError(f"{root} has no folders, expected one per class")
    pictures = [_pictures(folder) for folder in folders]
    paths = [path for group in pictures for path in group]
    labels = np.repeat(np.arange(len(folders)), [len(group) for group in pictures])

    def read(indices: np.ndarray) -> np.ndarray:
        images = np.empty((len(indices), *shape), np.uint8)
        # Pillow releases Python's global lock while it decodes and resamples.
        with ThreadPoolExecutor(available_cores()) as pool:
            decoded = pool.map(lambda row: _decode(paths[row], shape), indices)
            for target, image in zip(images, decoded, strict=True):
                target[:] = image
        return images

    return ImageSet(
        shape=shape,
        labels=labels,
        classes=[folder.name for folder in folders],
        catalog=Table(
            {
                "source_index": np.arange(len(paths)),
                "file": [path.relative_to(root).as_posix() for path in paths],
            }
        ),
        read=read,
        provenance={
            "source": "image_folder",
            "folder": root.name,
            "sha256": _checksum(root, paths),
        },
    )


def _checksum(root: Path, paths: list[Path]) -> str:
    """Hash names and bytes of all files: the SHA-256 of what `sha256sum` prints."""
    digest = hashlib.sha256()
    for path in paths:
        name = path.relative_to(root).as_posix()
        digest.update(f"{checksum(path, 'sha256')}  {name}\n".encode())
    return digest.hexdigest()


def _pictures(folder: Path) -> list[Path]:
    _check_name(folder)
    paths = visible(folder)
    for path in paths:
        _check_name(path)
        if path.is_dir():
            raise ValueError(
                f"{path} is a folder inside a class folder: `path` must be the folder "
                "whose folders are the classes"
            )
        if path.suffix.lower() not in SUFFIXES:
            raise ValueError(
                f"{path} is not an image ({', '.join(SUFFIXES)}): move it away"
            )
    if not paths:
        raise ValueError(f"{folder} has no images: add some, or remove the folder")
    return paths


def _check_name(path: Path) -> None:
    if wrong := fault(path.name):
        raise ValueError(f"{str(path.parent)!r}: the name {wrong}: rename it")


def _decode(path: Path, shape: tuple[int, int, int]) -> np.ndarray:
    try:
        with Image.open(path) as image:
            return to_pixels(image, shape)
    # Pillow raises nearly anything for damaged files.
    except Exception as error:
        raise ValueError(
            f"{path} cannot be read as an image ({error}): repair or remove it"
        ) from error
