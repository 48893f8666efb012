"""A .npz file of images and labels, whole or in parts as MedMNIST has them.

`images` and `labels`; or `train_images`, `train_labels`, `val_images`, `val_labels`,
`test_images`, `test_labels`, which become the parts train, valid and test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from astropy.table import Table

from galaxybench.config.user_files import regular
from galaxybench.download.checksums import checksum
from galaxybench.images.array_files import npz_names, open_array, read_npz
from galaxybench.images.image_arrays import ImageArray
from galaxybench.images.imageset import ImageSet
from galaxybench.images.labels import checked_labels, numbered_classes, whole_labels

OPTIONS = {
    "path": {"type": "string", "minLength": 1, "description": "the .npz file"},
    "classes": {
        "type": ["array", "null"],
        "items": {"type": "string"},
        "minItems": 1,
        "uniqueItems": True,
        "default": None,
        "description": (
            "class names in the order of the labels; null names them `class 0`, "
            "`class 1` and so on"
        ),
    },
    "images": {
        "type": "string",
        "minLength": 1,
        "default": "images",
        "description": (
            "name of the images (n, height, width), with 1 or 3 channels or none, "
            "uint8; of parts, what follows `train_`"
        ),
    },
    "labels": {
        "type": "string",
        "minLength": 1,
        "default": "labels",
        "description": "name of the labels (n,) or (n, 1), integers from 0",
    },
}
FILES = []
CLASSES = None
PREDEFINED_SPLIT = True
CITATION = ""

PARTS = {"train": "train", "val": "valid", "valid": "valid", "test": "test"}
"""Start of an array's name -> the part of its images."""


@dataclass(frozen=True)
class _Piece:
    part: str
    images: ImageArray
    labels: np.ndarray
    where: str


def open_source(files: list[Path], options: dict[str, Any]) -> ImageSet:
    """Open the file at `path`; images are read later.

    Raises:
        OSError: the file may not be read.
        ValueError: it lacks the arrays, or they cannot be used.
    """
    path = Path(options["path"]).expanduser()
    regular(path)
    sha256 = checksum(path, "sha256")
    pieces = list(_pieces(path, options["images"], options["labels"]))
    shapes = {piece.images.shape for piece in pieces}
    if len(shapes) > 1:
        raise ValueError(
            f"{path}: images of the parts have the shapes {sorted(shapes)}, expected "
            "one shape: bring them to one size"
        )
    where = f"{path}, {', '.join(piece.where for piece in pieces)}"
    labels = np.concatenate([piece.labels for piece in pieces])
    classes = options["classes"]
    if classes is None:
        classes = numbered_classes(labels, where)
    counts = [piece.images.count for piece in pieces]
    catalog = Table({"source_index": np.arange(len(labels))})
    if pieces[0].part:
        catalog["part"] = np.repeat([piece.part for piece in pieces], counts)
    starts = np.cumsum([0, *counts])

    def read(indices: np.ndarray) -> np.ndarray:
        found = [np.empty((0, *pieces[0].images.shape), np.uint8)]
        for piece, start, stop in zip(pieces, starts[:-1], starts[1:], strict=True):
            rows = indices[(indices >= start) & (indices < stop)] - start
            if len(rows):
                found.append(piece.images.read(rows))
        return np.concatenate(found)

    return ImageSet(
        shape=pieces[0].images.shape,
        labels=checked_labels(labels, len(labels), classes, where),
        classes=list(classes),
        catalog=catalog,
        read=read,
        provenance={"source": "npz", "file": path.name, "sha256": sha256},
    )


def _pieces(path: Path, images: str, labels: str) -> Iterator[_Piece]:
    """Yield the arrays of the file, whole or part by part."""
    arrays = npz_names(path)
    names = {"": (images, labels)} | {
        start: (f"{start}_{images}", f"{start}_{labels}") for start in PARTS
    }
    found = [start for start, pair in names.items() if pair[0] in arrays]
    if not found or ("" in found and len(found) > 1):
        raise ValueError(
            f"{path} has the arrays {', '.join(sorted(arrays)) or 'none'}, needed: "
            f"`{images}` and `{labels}`, or `train_{images}`, `train_{labels}` and "
            "the same with `val_` and `test_`: set `images` and `labels` to the "
            "names of yours"
        )
    for start in found:
        image_name, label_name = names[start]
        if label_name not in arrays:
            raise ValueError(
                f"{path} has the array {image_name!r}, but no {label_name!r} "
                f"(available: {', '.join(sorted(arrays))}): add it, or set `labels`"
            )
        array, where = open_array(path, image_name), f"key {label_name!r}"
        values = whole_labels(
            read_npz(path, label_name), array.count, f"{path}, {where}"
        )
        yield _Piece(PARTS.get(start, ""), array, values, where)
