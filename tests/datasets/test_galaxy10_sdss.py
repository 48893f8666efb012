import pytest

from galaxybench.datasets import galaxy10_sdss


def test_the_total_is_that_of_the_official_file(write_galaxy10, open_with_defaults):
    with pytest.raises(ValueError, match="has 21785 images, got 23"):
        open_with_defaults("galaxy10_sdss", [write_galaxy10()])


def test_sky_positions_are_optional(monkeypatch, write_galaxy10, open_with_defaults):
    monkeypatch.setattr(galaxy10_sdss, "SHAPE", [23, 69, 69, 3])
    path = write_galaxy10(ra=None, dec=None, redshift=None, pxscale=None)
    images = open_with_defaults("galaxy10_sdss", [path])
    assert images.catalog.colnames == ["source_index"]
    assert images.classes[5] == "Disk, Edge-on, Boxy Bulge"
