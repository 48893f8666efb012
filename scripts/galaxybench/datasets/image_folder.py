"""A folder of images, with one subfolder per class, named after the class.

JPEG, PNG or TIFF, grey or colour. `images.pictures` brings them to one size.
"""

from pathlib import Path
from typing import Any

import numpy as np
from astropy.table import Table

from galaxybench.config.class_folders import pictures_of_classes
from galaxybench.config.file_contents import digest, read_checksums
from galaxybench.images.imageset import ImageSet
from galaxybench.images.picture_reader import PictureReader, opened_unchanged

OPTIONS = {
    "path": {
        "type": "string",
        "minLength": 1,
        "description": "the folder; every folder in it is a class",
    },
    "size": {
        "type": "integer",
        "minimum": 1,
        "maximum": 4096,
        "description": "pixels per side, after cropping to the centre square",
    },
    "channels": {
        "type": "integer",
        "enum": [1, 3],
        "default": 3,
        "description": "3 for red, green and blue, 1 for grey",
    },
    "bits": {
        "type": ["integer", "null"],
        "minimum": 9,
        "maximum": 16,
        "default": None,
        "description": (
            "bits in use in pictures of 16 bits per channel: 12 brings 0 to 4095 to 0 "
            "to 255. Such files do not say it, so null refuses them"
        ),
    },
}
CLASS_FOLDERS = True
FILES = []
CLASSES = None
COLUMNS = ["file"]
CITATION = ""


def open_source(files: list[Path], options: dict[str, Any]) -> ImageSet:
    """List and hash the folder at `path`; an image is decoded when it is read.

    Raises:
        OSError: something may not be read.
        ValueError: there is no such folder, or it has another layout, or files that are
            not images.
    """
    root = Path(options["path"]).expanduser()
    shape = (options["size"], options["size"], options["channels"])
    pictures = pictures_of_classes(root)
    paths = [path for group in pictures.values() for path in group]
    checksums = read_checksums(paths)

    reader = PictureReader(
        place=root,
        names=paths,
        opened=lambda row: opened_unchanged(paths[row], checksums[row]),
        shape=shape,
        bits=options["bits"],
    )
    known = {"source": "image_folder", "folder": root.name}
    if options["bits"] is not None:
        known["bits"] = str(options["bits"])
    return ImageSet(
        shape=shape,
        labels=np.repeat(np.arange(len(pictures)), [*map(len, pictures.values())]),
        classes=[folder.name for folder in pictures],
        catalog=Table(
            {
                "source_index": np.arange(len(paths)),
                "file": [path.relative_to(root).as_posix() for path in paths],
            }
        ),
        read=reader.read,
        provenance=known | {"sha256": digest(root, paths, checksums)},
        warnings=reader.warnings,
    )
