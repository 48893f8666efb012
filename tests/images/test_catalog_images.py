"""The image of every row, wherever it is."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from galaxybench.config.catalog_files import catalog_files
from galaxybench.config.file_contents import read_checksums
from galaxybench.images.catalog_images import row_images
from galaxybench.images.catalog_rows import LeftOut
from galaxybench.images.parquet_tables import read_parquet
from galaxybench.images.tables import read_table
from tests.helpers.catalogs import PIXELS, options, png, write_catalog


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    write_catalog(tmp_path)
    monkeypatch.chdir(tmp_path)


def found(missing=None, **given):
    chosen = options(**given)
    images = chosen["images"] and Path(chosen["images"])
    own = catalog_files(Path(chosen["table"]), images)
    parquet = own.parts[0].suffix == ".parquet"
    table = read_parquet(own.table, own.parts) if parquet else read_table(own.table)
    missing = missing or LeftOut("missing", False)
    return row_images(own, read_checksums(own.all), table, chosen, missing)


def write_parquet(pictures):
    pq.write_table(pa.table({"image": pictures}), "a.parquet")
    return {"table": "a.parquet", "images": None, "file": None}


def write_array(name, pixels):
    np.save(name, pixels)
    return {"images": name, "file": None}


@pytest.mark.parametrize(
    "where",
    [
        dict,
        lambda: write_array("a.npy", PIXELS),
        lambda: write_parquet([png(pixels) for pixels in PIXELS]),
    ],
    ids=["folder", "array", "parquet"],
)
def test_every_row_has_its_image(where):
    images = found(**where())
    assert (images.places >= 0).all() and images.shape == PIXELS.shape[1:]
    np.testing.assert_array_equal(images.read(images.places), PIXELS)
    assert images.warnings() == []


def test_rows_without_a_picture_are_counted():
    pictures = [png(pixels) for pixels in PIXELS]
    missing = LeftOut("missing", True)
    images = found(missing, **write_parquet([*pictures[:-2], None, pictures[-1]]))
    assert np.flatnonzero(images.places < 0).tolist() == [10]
    assert missing.counts == ["1 row without an image"]
    Path("thumbs/g3.png").unlink()
    Path("thumbs/x.png").write_bytes(pictures[0])
    missing = LeftOut("missing", True)
    assert np.flatnonzero(found(missing).places < 0).tolist() == [3]
    assert missing.counts == ["1 row without an image", "1 image without a row"]


def test_pictures_are_named_where_they_are():
    images = found(**write_parquet([b"no picture"] * 12))
    with pytest.raises(ValueError, match="a.parquet: row 7 cannot be read as an image"):
        images.read(np.array([7]))
    Path("thumbs/g7.png").write_bytes(b"no picture")
    images = found()
    with pytest.raises(ValueError, match="thumbs/g7.png cannot be read as an image"):
        images.read(images.places)


def test_an_array_of_another_length_is_refused():
    with pytest.raises(ValueError, match="11 images, the table cat.csv has 12 rows"):
        found(**write_array("a.npy", PIXELS[:-1]))
