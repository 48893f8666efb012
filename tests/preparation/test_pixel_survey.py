"""The numbers of a survey against those of NumPy on the whole array."""

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.images.fits import write_cube
from galaxybench.preparation import pixel_survey
from galaxybench.preparation.pixel_survey import SHARES, survey_pixels


def surveyed(folder, images: np.ndarray) -> pixel_survey.PixelSurvey:
    path, rows = folder / "images.fits", len(images)
    write_cube(
        path,
        [images],
        images.shape,
        np.zeros(rows, int),
        Table({"source_index": np.arange(rows)}),
        ["a"],
        {},
        dtype=images.dtype,
    )
    return survey_pixels(path)


@pytest.fixture
def fluxes() -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.normal(3, 20, (9, 6, 5, 2)).astype(np.float32)


def test_pictures_are_counted_exactly(tmp_path, monkeypatch):
    monkeypatch.setattr(pixel_survey, "BATCH_BYTES", 2 * 7 * 5 * 3)
    images = np.random.default_rng(1).integers(3, 250, (9, 7, 5, 3), np.uint8)
    images[2], images[4, ..., 1] = 7, 9
    images[5, :2, :, 2], images[6, :3, :, 2] = 0, 255
    found = surveyed(tmp_path, images)
    assert found.whole and found.sampled == 9 and found.pixels == 9 * 35
    assert found.constant.tolist() == [2]
    assert [band.flat for band in found.bands] == [1, 2, 1]
    for number, band in enumerate(found.bands):
        own = images[..., number]
        assert (band.low, band.high) == (own.min(), own.max())
        assert band.mean == pytest.approx(own.mean())
        np.testing.assert_array_equal(
            band.quantiles, np.quantile(own, SHARES, method="inverted_cdf")
        )
        assert band.limits == (0, 255)
        assert band.at_limits == pytest.approx([(own == v).mean() for v in (0, 255)])
        np.testing.assert_array_equal(
            band.counts, np.histogram(own, np.arange(257) - 0.5)[0]
        )


def test_few_fluxes_are_all_used(tmp_path, monkeypatch, fluxes):
    monkeypatch.setattr(pixel_survey, "BATCH_BYTES", 4 * fluxes[:2].size)
    fluxes[3], fluxes[1, :2, :, 0] = 5, fluxes[..., 0].max()
    found = surveyed(tmp_path, fluxes)
    assert found.whole and found.pixels == 9 * 30
    assert found.constant.tolist() == [3]
    for number, band in enumerate(found.bands):
        own = fluxes[..., number].astype(float)
        assert (band.low, band.high) == (own.min(), own.max())
        assert band.mean == pytest.approx(own.mean())
        assert band.quantiles == pytest.approx(np.quantile(own, SHARES))
        shares = [(own == value).mean() for value in (own.min(), own.max())]
        assert band.at_limits == pytest.approx(shares)
        assert band.limits == (band.low, band.high) and band.flat == 1
        assert band.counts.sum() == own.size
        assert band.softening == pytest.approx(
            np.subtract(*np.quantile(own, (0.75, 0.25))) / 2
        )
        assert band.centre == np.median(own)
        np.testing.assert_array_equal(band.counts, np.histogram(own, band.edges)[0])
        widths = np.diff(band.edges)
        middle = np.searchsorted(band.edges, band.centre) - 1
        assert widths.argmin() in (middle - 1, middle, middle + 1)


def test_a_high_bias_level_leaves_the_sky_resolved(tmp_path, fluxes):
    band = surveyed(tmp_path, 1000 + fluxes / 10).bands[0]
    assert (band.counts > 0).sum() > 60


def test_many_fluxes_are_sampled_and_their_limits_are_exact(
    tmp_path, monkeypatch, fluxes
):
    monkeypatch.setattr(pixel_survey, "SAMPLED", 4)
    monkeypatch.setattr(pixel_survey, "PIXELS", 80)
    found = surveyed(tmp_path, fluxes)
    assert (found.sampled, found.pixels, found.whole) == (4, 80, False)
    for number, band in enumerate(found.bands):
        own = fluxes[..., number]
        assert (band.low, band.high) == (own.min(), own.max())
        assert band.counts.sum() == 80
    again = surveyed(tmp_path, fluxes)
    assert [band.quantiles for band in again.bands] == [
        band.quantiles for band in found.bands
    ]


def test_a_band_without_spread_has_one_bin_with_all_pixels(tmp_path, fluxes):
    fluxes[..., 1] = 2.5
    band = surveyed(tmp_path, fluxes).bands[1]
    assert band.softening == 0 and band.counts.max() == fluxes[..., 1].size
    assert band.at_limits == (1, 1) and band.flat == 9


def test_mostly_empty_images_have_a_softening(tmp_path):
    fluxes = np.zeros((2, 4, 4, 1), np.float32)
    fluxes[0, 0, 0] = 1000
    assert surveyed(tmp_path, fluxes).bands[0].softening == 1


def test_without_pixels_it_is_refused(tmp_path):
    path = tmp_path / "images.fits"
    catalog = Table({"source_index": [0, 1]})
    write_cube(path, [], (2,), np.array([0, 1]), catalog, ["a", "b"], {})
    with pytest.raises(ValueError, match="has no images"):
        survey_pixels(path)
