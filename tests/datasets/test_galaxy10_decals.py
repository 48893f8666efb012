import pytest

from galaxybench.datasets import galaxy10_decals


def test_the_total_is_that_of_the_official_file(write_galaxy10, open_with_defaults):
    with pytest.raises(ValueError, match="has 17736 images, got 23"):
        open_with_defaults("galaxy10_decals", [write_galaxy10()])


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(galaxy10_decals, "SHAPE", [23, 256, 256, 3])


def test_sky_positions_are_catalogued_and_lacking_redshifts_tolerated(
    small, write_galaxy10, open_with_defaults
):
    catalog = open_with_defaults("galaxy10_decals", [write_galaxy10()]).catalog
    assert catalog.colnames == ["source_index", "ra", "dec", "redshift", "pxscale"]
    assert 0 < sum(catalog["redshift"] != catalog["redshift"]) < 23


def test_sky_positions_must_be_there(small, write_galaxy10, open_with_defaults):
    with pytest.raises(ValueError, match="'dec'.*got nothing"):
        open_with_defaults("galaxy10_decals", [write_galaxy10(dec=None)])


def test_class_3_is_in_between():
    assert galaxy10_decals.CLASSES[3] == "In-between Round Smooth"
