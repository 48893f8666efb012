"""NaN is filled band by band, counted image by image, and refused unless asked for."""

from dataclasses import replace

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.images.imageset import ImageSet
from galaxybench.images.selection import select
from galaxybench.images.undefined import filled


def image_set(pixels, nan="refuse", **known):
    rows = np.arange(len(pixels))
    catalog = Table({"source_index": rows, "file": [f"{row}.fits" for row in rows]})
    return ImageSet(
        pixels.shape[1:],
        rows % 2,
        ["a", "b"],
        catalog,
        lambda chosen: pixels[chosen],
        {"source": "hdf5", **known},
        dtype=pixels.dtype,
        nan=nan,
    )


@pytest.fixture
def fluxes():
    values = np.random.default_rng(0).normal(size=(12, 4, 5, 3)).astype("f4")
    values[2, 0, :, 1] = np.nan
    values[9, :2, :, 0] = np.nan
    return values


@pytest.mark.parametrize(
    ("nan", "expected"),
    [
        ("zero", lambda values: 0),
        ("median", np.nanmedian),
        ({"quantile": 0.05}, lambda values: np.nanquantile(values, 0.05)),
    ],
)
def test_each_image_and_band_is_filled_from_itself(fluxes, nan, expected):
    images = filled(image_set(fluxes, nan))
    read = np.concatenate(list(images.batches(5)))
    assert read.dtype == np.float32 and np.isfinite(read).all()
    gaps = np.isnan(fluxes)
    np.testing.assert_array_equal(read[~gaps], fluxes[~gaps])
    for row, band in ((2, 1), (9, 0)):
        values = read[row, ..., band][gaps[row, ..., band]]
        np.testing.assert_allclose(values, expected(fluxes[row, ..., band]), rtol=1e-6)
    fraction = images.measured()["nan_fraction"]
    assert fraction[2] == pytest.approx(5 / 60) and fraction[9] == pytest.approx(1 / 6)
    assert (np.delete(fraction, [2, 9]) == 0).all()
    [warning] = images.warnings()
    assert "2 of 12 images had undefined pixels (NaN), 12.5% of their" in warning


def test_refused_unless_asked_for_and_only_where_it_was_read(fluxes):
    images = filled(image_set(fluxes))
    list(images.batches())
    with pytest.raises(ValueError, match=r"2 of 12 images .*first is 2\.fits: .*`nan`"):
        images.measured()
    some = filled(image_set(fluxes))
    some.read(np.array([0, 1, 3]))
    assert some.measured() == {}


def test_the_column_follows_the_selection(fluxes):
    images = select(image_set(fluxes, "zero"), keep_classes=["b"], bands=[0, 2])
    assert images.shape == (4, 5, 2)
    np.testing.assert_array_equal(
        np.concatenate(list(images.batches()))[0], fluxes[1][..., [0, 2]]
    )
    fraction = images.measured()["nan_fraction"]
    assert len(fraction) == 6 and fraction[4] == 0.25 and fraction[1] == 0


def test_bands_that_are_not_chosen_do_not_count(fluxes):
    images = select(image_set(fluxes), bands=[2])
    assert len(list(images.batches())) == 1 and images.measured() == {}
    assert images.warnings() == []


def test_rounding_of_doubles_is_recorded(fluxes):
    doubles = np.nan_to_num(fluxes.astype("f8"))
    images = filled(image_set(doubles))
    assert images.provenance["rounded"] == "float64 to float32"
    assert images.read(np.array([0])).dtype == np.float32
    assert "rounded" not in filled(image_set(fluxes, "zero")).provenance


def test_pictures_are_left_alone(fluxes):
    pictures = image_set(np.zeros((3, 4, 4, 1), np.uint8))
    assert filled(pictures) is pictures


def test_what_the_source_measured_is_kept(fluxes):
    images = image_set(fluxes, "zero")
    known = replace(images, measured=lambda: {"seeing": np.arange(12)})
    assert set(filled(known).measured()) == {"seeing", "nan_fraction"}
