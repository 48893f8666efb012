"""A local HDF5 file in the layout of Galaxy10: `images`, `ans` and any columns."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from galaxybench.download.checksums import checksum
from galaxybench.images.hdf5_images import open_hdf5
from galaxybench.images.imageset import ImageSet

OPTIONS = {
    "path": {"type": "string", "minLength": 1, "description": "the HDF5 file"},
    "classes": {
        "type": ["array", "null"],
        "items": {"type": "string"},
        "minItems": 1,
        "uniqueItems": True,
        "default": None,
        "description": (
            "class names in the order of the labels; null takes the file's attribute "
            "`classes` or `class_names`, or else `class 0`, `class 1` and so on"
        ),
    },
    "images": {
        "type": "string",
        "minLength": 1,
        "default": "images",
        "description": (
            "key of the images (n, height, width, channels): uint8 with 1 or 3 "
            "channels, or floats with 1 to 32 bands"
        ),
    },
    "labels": {
        "type": "string",
        "minLength": 1,
        "default": "ans",
        "description": "key of the labels (n,), integers from 0",
    },
    "nan": {
        "type": ["string", "object"],
        "pattern": "^(refuse|zero|median)$",
        "properties": {"quantile": {"type": "number", "minimum": 0, "maximum": 1}},
        "required": ["quantile"],
        "additionalProperties": False,
        "default": "refuse",
        "description": (
            "what undefined pixels (NaN) of floats become, in each image and band: "
            "refuse; zero; the median of the others; or {quantile: 0.05} of them"
        ),
    },
}
FILES = []
CLASSES = None
PREDEFINED_SPLIT = True
CITATION = ""


def open_source(files: list[Path], options: dict[str, Any]) -> ImageSet:
    """Open the file at `path`, and catalog its columns of one value per image."""
    path = Path(options["path"]).expanduser()
    keys = {key: options[key] for key in ("images", "labels", "classes")}
    images = open_hdf5(path, **keys, fluxes=True, provenance={})
    known = {"source": "hdf5", "sha256": checksum(path, "sha256")}
    known |= images.provenance
    return replace(images, provenance=known, nan=options["nan"])
