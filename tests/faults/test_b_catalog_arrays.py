"""Images of a table in one array or in Parquet files: what does not fit is named."""

import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from astropy.io import fits

from galaxybench.images.fits import open_cube
from tests.helpers.catalogs import PIXELS, changed, columns, png

COLUMNS = columns()
NAMES = COLUMNS["name"]
FLUXES, INFINITE = PIXELS.astype("f4"), PIXELS.astype(">f8")
FLUXES[3, 4, 5], INFINITE[3, 4, 5] = np.nan, np.inf


def write_array(path, array):
    """Write an array in the format that the name of the file says."""
    if path.suffix == ".npy":
        np.save(path, array)
    elif path.suffix == ".npz":
        np.savez(path, images=array)
    elif path.suffix == ".h5":
        with h5py.File(path, "w") as file:
            file["images"] = array
    else:
        fits.writeto(path, array, overwrite=True)


@pytest.mark.parametrize(
    ("name", "array", "says"),
    [
        ("a.npy", PIXELS[:-1], ["11 images", "12 rows", "one image per row"]),
        ("a.fits", PIXELS.astype(np.int32), ["got int32 from 0 to 255", "'float32'"]),
        ("a.npz", PIXELS.astype(np.int16), ["got int16 from 0 to 255", "'float32'"]),
        ("a.npy", FLUXES, ["1 of 12 images have undefined pixels (NaN)", "image 3"]),
        ("a.fits", INFINITE, ["1 of 12 images have infinite values", "image 3"]),
        ("a.h5", np.repeat(FLUXES, 11, 3), ["1 to 32 bands", "(12, 12, 12, 33)"]),
        ("a.h5", PIXELS[..., :2], ["(12, 12, 12, 2)", "choose one or three channels"]),
        ("a.npz", PIXELS[0], ["(12, 12, 3)", "may be one image"]),
        ("a.npy", PIXELS[0, ..., 0], ["expected"]),
    ],
)
def test_an_array_that_does_not_fit(imports_catalog, name, array, says):
    case = imports_catalog(images=name, file=None, size=None)
    write_array(case.folder / name, array)
    case.refused(name, *says)
    write_array(case.folder / name, PIXELS)
    case.passes()
    assert (open_cube(case.folder / "images.fits") == PIXELS).all()


def pictures():
    """The column of pictures as Hugging Face has it."""
    return [
        {"bytes": png(pixels), "path": f"{n}.png"} for n, pixels in enumerate(PIXELS)
    ]


@pytest.mark.parametrize(
    ("column", "says"),
    [
        (changed(pictures(), 3, {"bytes": b"no picture", "path": "3.png"}),
         ["cat.parquet: row 3 cannot be read as an image", "no JPEG, PNG or TIFF"]),
        (changed(pictures(), 3, {"bytes": png(PIXELS[0])[:100], "path": "3.png"}),
         ["row 3 cannot be read as an image"]),
        (changed(pictures(), 3, {"bytes": None, "path": "3.png"}),
         ["1 row without an image (row 3)", "`missing: drop`"]),
        (changed(pictures(), 3, None), ["1 row without an image (row 3)"]),
        (NAMES, ["'image'", "expected pictures", "set `images` to their folder"]),
        ([[1, 2]] * 12, ["no column 'image'"]),
    ],
)  # fmt: skip
def test_parquet_files_with_bytes_that_are_no_image(imports_catalog, column, says):
    case = imports_catalog(table="cat.parquet", images=None, file=None)
    path = case.folder / "cat.parquet"
    pq.write_table(pa.table(COLUMNS | {"image": column}), path)
    case.refused("cat.parquet", *says)
    pq.write_table(pa.table(COLUMNS | {"image": pictures()}), path)
    case.passes()
    assert (open_cube(case.folder / "images.fits") == PIXELS).all()


def test_parquet_files_of_other_columns(imports_catalog):
    case = imports_catalog(table="shards", images=None, file=None)
    (case.folder / "shards").mkdir()
    one, other = case.folder / "shards/a.parquet", case.folder / "shards/b.parquet"
    pq.write_table(pa.table(COLUMNS | {"image": pictures()}), one)
    pq.write_table(pa.table({"image": pictures()}), other)
    case.refused("shards/b.parquet has other columns than shards/a.parquet")
    other.unlink()
    case.passes()
