"""A folder of images, with one subfolder per class, named after the class.

JPEG, PNG or TIFF, grey or colour. `images.pictures` brings them to one size.
"""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from astropy.table import Table

from galaxybench.config.class_folders import pictures_of_classes
from galaxybench.config.file_contents import digest, read_checksums
from galaxybench.images.imageset import ImageSet
from galaxybench.images.picture_files import bits_of_file, open_picture
from galaxybench.images.pictures import highest_value, to_pixels, too_dark
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

    deep: list[tuple[int, bool]] = []

    def decode(row: int) -> np.ndarray:
        return _decode(paths[row], checksums[row], shape, options["bits"], deep)

    def warnings() -> list[str]:
        if not deep:
            return []
        highest, colour = (max(column) for column in zip(*deep, strict=True))
        dark = too_dark(highest, options["bits"], colour)
        return [f"{root}: {dark}"] if dark else []

    def read(indices: np.ndarray) -> np.ndarray:
        images = np.empty((len(indices), *shape), np.uint8)
        # Pillow releases Python's global lock while it decodes and resamples.
        with ThreadPoolExecutor(available_cores()) as pool:
            decoded = pool.map(decode, indices)
            for target, image in zip(images, decoded, strict=True):
                target[:] = image
        return images

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
        read=read,
        provenance=known | {"sha256": digest(root, paths, checksums)},
        warnings=warnings,
    )


def _decode(
    path: Path,
    sha256: str,
    shape: tuple[int, int, int],
    bits: int | None,
    deep: list[tuple[int, bool]],
) -> np.ndarray:
    """Decode a picture; of one of 16 bits, add highest value and colour to `deep`."""
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise ValueError(
                f"{path} changed while its folder was imported: run the same command "
                "again"
            )
        file.seek(0)
        try:
            with open_picture(file) as image:
                is_deep = bits_of_file(image) == 16  # not known once it is decoded
                pixels = to_pixels(image, shape, bits)
                if is_deep:
                    colour = not image.mode.startswith("I;16")
                    deep.append((highest_value(image), colour))
                return pixels
        # Pillow raises nearly anything for damaged files.
        except Exception as error:
            raise ValueError(
                f"{path} cannot be read as an image ({error}): repair or remove it"
            ) from error
