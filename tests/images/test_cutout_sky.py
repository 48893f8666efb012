"""Orientation is a column, and told where it differs."""

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from galaxybench.images.cutout_headers import read_headers
from galaxybench.images.cutout_sky import columns_of, orientation
from tests.helpers.cutouts import FLUXES, found_files, sky_header, write_cutouts

ROWS = np.array([0, 1, 2, 4])


def headers_of(monkeypatch, tmp_path, *headers):
    monkeypatch.chdir(tmp_path)
    names = write_cutouts(Path())
    for row, header in zip(ROWS, headers, strict=True):
        fits.writeto(names[row], FLUXES[row], header, overwrite=True)
    return read_headers(found_files(), ROWS)


def test_without_a_wcs_there_is_nothing(monkeypatch, tmp_path):
    headers = headers_of(monkeypatch, tmp_path, *[None] * 4)
    assert columns_of(headers, 12) == {} and orientation(headers) == []


def test_directions_that_hardly_differ_are_only_kept(monkeypatch, tmp_path):
    turned = [sky_header(turned=angle) for angle in (178, -179, 180)]
    headers = headers_of(monkeypatch, tmp_path, *turned, None)
    north = columns_of(headers, 12)["north_deg"]
    assert north.shape == (12,) and np.isfinite(north).sum() == 3
    assert north[:2] == pytest.approx([178, -179], abs=0.01)
    assert orientation(headers) == []


def test_directions_that_differ_are_told(monkeypatch, tmp_path):
    turned = [sky_header(turned=angle) for angle in (0, 0, 0)]
    headers = headers_of(
        monkeypatch, tmp_path, *turned, sky_header(turned=20, mirrored=True)
    )
    first, second = orientation(headers)
    assert "North lies up to 15 degrees" in first and "`north_deg`" in first
    assert second.startswith("1 of 4 cut-outs are mirror images of the others")
