"""Streamed statistics equal those that numpy computes of everything at once."""

import json

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.images.fits import write_cube
from galaxybench.preparation import pixel_statistics


def write(path, cube):
    catalog = Table({"source_index": np.arange(len(cube))})
    labels = np.zeros(len(cube), int)
    write_cube(path, [cube], cube.shape, labels, catalog, ["a"], {}, dtype=cube.dtype)


@pytest.mark.parametrize("shape", [(7, 5, 4, 3), (1, 1, 1, 1), (300, 3, 3, 1)])
@pytest.mark.parametrize("batch_bytes", [1, 100, 2**22])
def test_statistics_are_exact(tmp_path, monkeypatch, shape, batch_bytes):
    monkeypatch.setattr(pixel_statistics, "BATCH_BYTES", batch_bytes)
    cube = np.random.default_rng(0).beta(0.5, 2, shape) * 255.99
    cube = cube.astype(np.uint8)
    write(tmp_path / "train.fits", cube)
    found = pixel_statistics.fit_pixel_statistics(tmp_path / "train.fits")
    assert found == json.loads(json.dumps(found))
    assert found["images"] == shape[0] and found["shape"] == list(shape[1:])
    for channel, statistics in enumerate(found["channels"]):
        values = cube[..., channel].ravel()
        histogram = np.bincount(values, minlength=256).tolist()
        assert found["histogram"][channel] == histogram
        assert statistics["mean"] == pytest.approx(values.mean(), rel=1e-12)
        assert statistics["std"] == pytest.approx(values.std(), rel=1e-12)
        assert (statistics["min"], statistics["max"]) == (values.min(), values.max())
        for percent in (1, 50, 99):
            expected = np.percentile(values, percent, method="inverted_cdf")
            assert statistics[f"p{percent:02d}"] == expected


def test_a_constant_channel_has_no_spread(tmp_path):
    write(tmp_path / "train.fits", np.full((3, 2, 2, 1), 255, np.uint8))
    (channel,) = pixel_statistics.fit_pixel_statistics(tmp_path / "train.fits")[
        "channels"
    ]
    assert channel == dict.fromkeys(
        ("mean", "min", "max", "p01", "p50", "p99"), 255
    ) | {"std": 0}


@pytest.mark.parametrize("batch_bytes", [1, 1000, 2**22])
@pytest.mark.parametrize("sample", [2**18, 300])
def test_statistics_of_fluxes(tmp_path, monkeypatch, batch_bytes, sample):
    monkeypatch.setattr(pixel_statistics, "BATCH_BYTES", batch_bytes)
    monkeypatch.setattr(pixel_statistics, "SAMPLE", sample)
    fluxes = np.random.default_rng(0).gamma(0.5, 3, (60, 8, 7, 5)).astype("f4") + 1e4
    write(tmp_path / "train.fits", fluxes)
    found = pixel_statistics.fit_pixel_statistics(tmp_path / "train.fits")
    assert found == json.loads(json.dumps(found)) and "histogram" not in found
    assert found["sample"] == (60 * 56 if sample > 300 else 300)
    for band, statistics in enumerate(found["channels"]):
        values = fluxes[..., band].ravel().astype(float)
        assert statistics["mean"] == pytest.approx(values.mean(), rel=1e-12)
        assert statistics["std"] == pytest.approx(values.std(), rel=1e-9)
        assert (statistics["min"], statistics["max"]) == (values.min(), values.max())
        if sample > 300:
            shares = (np.arange(1000) + 0.5) / 1000
            expected = np.quantile(fluxes[..., band], shares)
            np.testing.assert_allclose(found["quantiles"][band], expected, rtol=1e-6)
        near = np.quantile(values, (0.4, 0.6)) if sample == 300 else np.median(values)
        assert np.min(near) - 1e-3 <= statistics["p50"] <= np.max(near) + 1e-3
