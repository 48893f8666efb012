"""A table beside images: files in a folder, one array, or pictures in Parquet files.

A row of the table is an image. All columns of one value per row go into the catalog.
"""

from pathlib import Path
from typing import Any

import numpy as np

from galaxybench.config.catalog_columns import check_named
from galaxybench.config.catalog_files import catalog_files, is_array
from galaxybench.config.file_contents import read_checksums, refuse_changed, signature
from galaxybench.images.catalog_images import row_images
from galaxybench.images.catalog_labels import row_classes
from galaxybench.images.catalog_provenance import known_of
from galaxybench.images.catalog_rows import LeftOut, check_ids
from galaxybench.images.catalog_tables import kept_of, table_of
from galaxybench.images.imageset import ImageSet

OPTIONS = {
    "table": {
        "type": "string",
        "minLength": 1,
        "description": (
            "the table, one row per image: a .csv, .tsv, .ecsv, .fits, .vot or "
            ".parquet file, or a folder of .parquet files"
        ),
    },
    "images": {
        "type": ["string", "null"],
        "minLength": 1,
        "default": None,
        "description": (
            "the folder of the pictures or FITS cut-outs, or a .npy, .npz, .h5 or "
            ".fits file of all images as one array in the order of the table; null: "
            "the pictures are in a column of the Parquet table"
        ),
    },
    "file": {
        "type": ["string", "null"],
        "minLength": 1,
        "default": None,
        "description": (
            "the column of the file names, or a pattern with columns in braces, such "
            'as `"{id}.jpg"`; names start at the folder `images`. Without `images`, '
            "the column of the pictures; null takes `image`"
        ),
    },
    "key": {
        "type": ["string", "null"],
        "minLength": 1,
        "default": None,
        "description": (
            "the array in a .npz or .h5 file; null takes `images`, or the only one"
        ),
    },
    "band_names": {
        "type": ["array", "null"],
        "items": {"type": "string", "minLength": 1, "pattern": "^[^{}]+$"},
        "minItems": 1,
        "maxItems": 32,
        "uniqueItems": True,
        "default": None,
        "description": (
            "for FITS cut-outs in one file per band: what `{band}` in `file` stands "
            "for, in the order of the bands; null: all bands of an object are in one "
            "file"
        ),
    },
    "hdu": {
        "type": ["string", "integer", "array", "null"],
        "items": {
            "type": ["string", "integer"],
            "minLength": 1,
            "minimum": 0,
            "maximum": 999,
        },
        "minLength": 1,
        "minimum": 0,
        "maximum": 999,
        "minItems": 1,
        "maxItems": 32,
        "uniqueItems": True,
        "default": None,
        "description": (
            "the HDU of a FITS cut-out, by name or number (0 is the first); a list "
            "takes one band from each; null takes the first HDU with an image"
        ),
    },
    "fill_bands": {
        "type": "boolean",
        "default": False,
        "description": (
            "what becomes of a band of `band_names` or of the list `hdu` that an "
            "object lacks: true makes it NaN, which `nan: zero` fills; with false, the "
            "row is as `missing` says"
        ),
    },
    "label": {
        "type": ["string", "null"],
        "minLength": 1,
        "default": None,
        "description": (
            "the column of the labels: words, codes or whole numbers. Not needed where "
            "all `classes` are conditions"
        ),
    },
    "classes": {
        "type": ["object", "null"],
        "additionalProperties": {
            "type": ["array", "string"],
            "items": {"type": ["string", "integer"]},
            "minItems": 1,
            "minLength": 1,
        },
        "minProperties": 2,
        "default": None,
        "description": (
            "class -> a list of labels and patterns of labels (`*`, `?` and `[...]`; "
            "capital letters count), or a condition on columns; null makes every label "
            "a class"
        ),
    },
    "votes": {
        "type": ["object", "null"],
        "additionalProperties": {"type": "string", "minLength": 1},
        "minProperties": 2,
        "default": None,
        "description": (
            "class -> the column of its fraction of the votes; the class with most "
            "votes is the label. In place of `label` and `classes`"
        ),
    },
    "counts": {
        "type": "boolean",
        "default": False,
        "description": "whether `votes` names columns of numbers of votes",
    },
    "weight": {
        "type": ["string", "null"],
        "minLength": 1,
        "default": None,
        "description": "the column of the number of votes, beside fractions",
    },
    "id": {
        "type": ["string", "null"],
        "minLength": 1,
        "default": None,
        "description": (
            "a column that names every image, checked to be exact and unique"
        ),
    },
    "group": {
        "type": ["string", "null"],
        "minLength": 1,
        "default": None,
        "description": (
            "the column that says which images belong together, so that a split keeps "
            "them in one part: an object, a field, a night; null takes `group`, if "
            "there is one"
        ),
    },
    "size": {
        "type": ["integer", "null"],
        "minimum": 1,
        "maximum": 4096,
        "default": None,
        "description": (
            "pixels per side of pictures and FITS cut-outs, after cropping to the "
            "centre square; needed for pictures; null keeps the size of cut-outs"
        ),
    },
    "size_arcsec": {
        "type": ["number", "null"],
        "minimum": 0.001,
        "maximum": 36000,
        "default": None,
        "description": (
            "arcsec per side of FITS cut-outs, around the centre, which are resampled "
            "to `size` pixels; by the column `pixel_scale` (arcsec) or the WCS"
        ),
    },
    "channels": {
        "type": "integer",
        "enum": [1, 3],
        "default": 3,
        "description": "of pictures: 3 for red, green and blue, 1 for grey",
    },
    "bits": {
        "type": ["integer", "null"],
        "minimum": 9,
        "maximum": 16,
        "default": None,
        "description": (
            "bits in use in pictures of 16 bits per channel, as for `image_folder`; "
            "null refuses them"
        ),
    },
    "nan": {
        "type": ["string", "object"],
        "pattern": "^(refuse|zero|median)$",
        "properties": {"quantile": {"type": "number", "minimum": 0, "maximum": 1}},
        "required": ["quantile"],
        "additionalProperties": False,
        "default": "refuse",
        "description": ("what undefined pixels (NaN) of fluxes become, as for `hdf5`"),
    },
    "missing": {
        "type": "string",
        "enum": ["error", "drop"],
        "default": "error",
        "description": (
            "rows without an image, a label or votes, and images without a row: error "
            "refuses them, drop leaves them out and says how many"
        ),
    },
    "others": {
        "type": "string",
        "enum": ["error", "drop"],
        "default": "error",
        "description": (
            "rows that fit none of `classes`, or have equal `votes` for several: error "
            "refuses them, drop leaves them out and says how many"
        ),
    },
}
PLACES = ("table", "images")
CATALOG = True
FILES = []
CLASSES = None
PREDEFINED_SPLIT = True
CITATION = ""


def open_source(files: list[Path], options: dict[str, Any]) -> ImageSet:
    """Read the table and find the image of every row; images are read later.

    Raises:
        OSError: something may not be read.
        ValueError: the table, the images or the options are wrong, or do not fit each
            other. It names the file, and the row or column.
    """
    own = catalog_files(
        *(options[key] and Path(options[key]).expanduser() for key in PLACES),
        options["file"],
        options["band_names"],
    )
    # Pictures are compared when they are decoded.
    whole = [*own.parts, *(own.pictures if is_array(own.images) else ())]
    before = [signature(file) for file in whole]
    checksums = read_checksums(own.all)
    table = table_of(own)
    check_named(options, table.columns, f"the table {own.table}", table.pictures)
    if options["id"] is not None:
        check_ids(table, options["id"])
    missing = LeftOut("missing", options["missing"] == "drop")
    others = LeftOut("others", options["others"] == "drop")
    images = row_images(own, checksums, table, options, missing)
    classes = row_classes(table, options, missing, others)
    labelled = classes.labels >= 0
    rows = np.flatnonzero((images.places >= 0) & labelled)
    if images.looked is not None and len(rows):
        images = images.looked(rows)
    missing.refuse(f"{own.table} and its images", "correct the table or the images")
    cure = "list them in `classes`" if classes.shares is None else "correct the votes"
    others.refuse(str(own.table), cure)
    for file, known in zip(whole, before, strict=True):
        refuse_changed(file, known)
    rows = np.flatnonzero((images.places >= 0) & labelled)
    if not len(rows):
        left = "; ".join(missing.notes + others.notes)
        raise ValueError(f"{own.table}: no row is left: {left}: correct the table")
    places = images.places[rows]
    catalog, notes = kept_of(table, rows, options, images, classes)
    notes += [f"{own.table}: left out: {note}" for note in missing.notes + others.notes]
    return ImageSet(
        shape=images.shape,
        labels=classes.labels[rows],
        classes=classes.names,
        catalog=catalog,
        dtype=images.dtype,
        nan=options["nan"],
        read=lambda indices: images.read(places[indices]),
        gaps=images.gaps and (lambda indices: images.gaps(places[indices])),
        provenance=known_of(own, options, (missing, others))
        | {"sha256": own.digest(checksums)},
        warnings=lambda: notes + images.warnings(),
    )
