"""FITS cut-outs beside a table: from the files to images, labels and catalog."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table
from PIL import Image

from galaxybench.datasets import catalog
from galaxybench.images.selection import select
from galaxybench.workflow.data_inputs import DatasetInputs
from tests.helpers.catalogs import FIRST_ID, PIXELS, options, png
from tests.helpers.cutouts import (
    BY_BAND,
    FLUXES,
    IMAGES,
    cutout_options,
    sky_header,
    write_bands,
    write_cutouts,
    write_table,
)
from tests.helpers.workflow_setup import wildcards

EVERY = np.arange(12)
SAMPLE = 8


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def opened(**given):
    return catalog.open_source([], cutout_options(**given))


def test_images_labels_and_columns_belong_together():
    write_cutouts(Path(), header=sky_header(0.5, 30))
    images = opened(id="objid")
    assert images.labels.tolist() == [2, 0, 3, 1] * 3
    np.testing.assert_array_equal(images.read(EVERY), IMAGES)
    assert images.dtype == np.float32 and images.warnings() == []
    assert images.catalog["file"].tolist() == [f"{FIRST_ID + n}.fits" for n in EVERY]
    np.testing.assert_allclose(images.catalog["north_deg"], 30, rtol=1e-6)
    assert images.provenance["pattern"] == '"{objid}.fits"'


def test_a_column_of_file_names_and_one_of_north():
    write_cutouts(Path(), header=sky_header())
    names = [f"{FIRST_ID + n}.fits" for n in EVERY]
    write_table(Path(), name=names)
    images = opened(file="name")
    np.testing.assert_array_equal(images.read(EVERY), IMAGES)
    np.testing.assert_allclose(images.catalog["north_deg"], 0, atol=1e-6)
    write_table(Path(), name=names, north_deg=EVERY.tolist())
    with pytest.raises(ValueError, match="the column 'north_deg'.*rename the column"):
        opened(file="name")


@pytest.mark.parametrize("ending", [".fit", ".fits.gz", ".FTS"])
def test_other_endings(ending):
    write_cutouts(Path(), ending)
    np.testing.assert_array_equal(opened(file="{objid}" + ending).read(EVERY), IMAGES)


def test_fpack():
    for row, name in enumerate(write_cutouts(Path(), ".fits")):
        hdus = [fits.CompImageHDU(plane, name=f"B{n}", quantize_level=0,
                                  compression_type="GZIP_2")
                for n, plane in enumerate(FLUXES[row])]  # fmt: skip
        fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(f"{name}.fz")
    images = opened(file="{objid}.fits.fz", hdu=["B0", "B1", "B2"])
    np.testing.assert_array_equal(images.read(EVERY), IMAGES)


def test_what_is_missing_is_left_out():
    files = write_bands(Path())
    files[2][1].unlink()
    files[5][0].unlink()
    write_table(Path(), type=["Sa", "E0", "Sb", "E3", "", *["Sa"] * 7])
    images = opened(**BY_BAND, missing="drop")
    rows = [0, 1, 3, 6, 7, 8, 9, 10, 11]
    assert images.catalog["source_index"].tolist() == rows
    np.testing.assert_array_equal(images.read(np.arange(9)), IMAGES[rows])
    assert images.provenance["missing"] == (
        "2 rows without a band; 1 row without a label"
    )
    images = opened(**BY_BAND, missing="drop", fill_bands=True, nan="zero")
    chosen = select(images)
    expected = np.delete(IMAGES, 4, 0).copy()
    expected[2, ..., 1] = expected[4, ..., 0] = 0
    np.testing.assert_array_equal(chosen.read(np.arange(11)), expected)
    fractions = chosen.measured()["nan_fraction"]
    assert np.flatnonzero(fractions).tolist() == [2, 4]
    assert fractions[2] == pytest.approx(1 / 3)


def test_a_row_that_is_not_used_may_be_damaged():
    names = write_cutouts(Path())
    names[1].write_bytes(b"nothing")
    write_table(Path(), type=["Sa", "X", *["Sb", "E3"] * 5])
    classes = {"spiral": ["S*"], "early": ["E*"]}
    images = opened(classes=classes, others="drop")
    assert len(images) == 11 and images.read(np.arange(11)).shape[0] == 11


def test_undefined_pixels_are_filled_before_and_after_resampling():
    fluxes = FLUXES.copy()
    fluxes[3, :, :, :6] = np.nan
    write_cutouts(Path(), fluxes=fluxes)
    whole = select(opened(nan="zero")).read(EVERY)
    np.testing.assert_array_equal(whole, np.nan_to_num(np.moveaxis(fluxes, 1, -1)))
    small = select(opened(nan="median", size=8))
    pixels = small.read(EVERY)
    assert pixels.shape == (12, 8, 8, 3) and np.isfinite(pixels).all()
    assert small.measured()["nan_fraction"][3] == pytest.approx(3 / 8)


def test_the_files_are_those_that_were_planned():
    for given in ({}, BY_BAND):
        write_cutouts(Path()) if not given else write_bands(Path("b"))
        place = {"images": "cuts"} if not given else {"images": "b/cuts"}
        chosen = cutout_options(**given, **place)
        planned = DatasetInputs({"datasets": {"mine": {"source": "catalog"} | chosen}})
        images = catalog.open_source([], chosen)
        found = planned.local_files(wildcards(dataset="mine"))
        assert found == images.provenance["sha256"]


def test_bands_of_floats_are_the_pictures():
    """The same pixels through PNG files and through planes of floats."""
    write_table(Path())
    for place in ("thumbs", "cuts"):
        Path(place).mkdir()
    for row, pixels in enumerate(PIXELS):
        Path(f"thumbs/g{row}.png").write_bytes(png(pixels))
        planes = np.moveaxis(pixels, -1, 0).astype(np.float32)
        fits.writeto(f"cuts/{FIRST_ID + row}.fits", planes)
    pictures = catalog.open_source([], options())
    cutouts = opened()
    np.testing.assert_array_equal(cutouts.read(EVERY), pictures.read(EVERY))
    np.testing.assert_array_equal(cutouts.labels, pictures.labels)
    assert cutouts.classes == pictures.classes


@pytest.mark.real_data
def test_hsc(shared_data):
    place = shared_data / "real/catalogs/hsc_fits"
    given = {"table": str(place / "info.csv"), "images": str(place / "cutouts")}
    images = opened(**given, file="file_name", label="target")
    assert images.shape == (101, 101, 1) and images.classes == ["0", "1"]
    pixels = images.read(np.arange(3))
    assert (pixels < 0).any((1, 2, 3)).all()
    for row, name in enumerate(images.catalog["file"]):
        found = fits.getdata(place / "cutouts" / name)
        np.testing.assert_array_equal(pixels[row, ..., 0], found)


@pytest.mark.real_data
def test_galaxies_as_bands_of_floats_are_the_folder_of_pictures(shared_data):
    place = shared_data / "real/galaxyzoo_256px"
    found = [sorted(kind.glob("*.jpg"))[:SAMPLE] for kind in sorted(place.iterdir())]
    pictures = [path for kind in found for path in kind]
    for folder in ("flat", "cuts"):
        Path(folder).mkdir()
    for path in pictures:
        shutil.copy(path, f"flat/{path.name}")
        pixels = np.asarray(Image.open(path)).astype(">f4")
        for number, band in enumerate("rgb"):
            fits.writeto(f"cuts/{path.stem}_{band}.fits", pixels[..., number])
    table = {"id": [path.stem for path in pictures]}
    table["type"] = [path.parent.name for path in pictures]
    Table(table).write("cat.csv")
    folder = catalog.open_source([], options(images="flat", file="{id}.jpg", size=256))
    given = {"file": "{id}_{band}.fits", "band_names": ["r", "g", "b"]}
    cutouts = opened(**given)
    assert cutouts.dtype == np.float32 and cutouts.shape == (256, 256, 3)
    rows = np.arange(len(pictures))
    np.testing.assert_array_equal(cutouts.read(rows), folder.read(rows))
    np.testing.assert_array_equal(cutouts.labels, folder.labels)
