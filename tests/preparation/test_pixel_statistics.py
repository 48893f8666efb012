"""Streamed statistics equal those that numpy computes of everything at once."""

import json

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.images.fits import write_cube
from galaxybench.preparation import pixel_statistics


def write(path, cube):
    catalog = Table({"source_index": np.arange(len(cube))})
    write_cube(path, [cube], cube.shape, np.zeros(len(cube), int), catalog, ["a"], {})


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
