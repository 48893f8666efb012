"""Images that show the same thing are one group."""

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.preparation.grouping import groups_of


def table(images, **columns):
    return Table({"source_index": np.arange(images), **columns})


def test_without_columns_every_image_is_its_own_group():
    np.testing.assert_array_equal(groups_of(table(5)), np.arange(5))


@pytest.mark.parametrize(
    ("ra", "dec"),
    [
        ([10, 10 + 50 / 3600], [0, 0]),
        ([359.995, 0.004], [0, 0]),  # 32" across the seam
        ([359.995 - 360, 0.004], [0, 0]),
        ([0, 180], [89.995, 89.995]),  # 36" across the pole
        ([0, 90], [-89.995, -89.995]),
        ([200, 200 + 100 / 3600], [60, 60]),  # 50" at this declination
        ([200, 200], [30, 30]),
    ],
)
def test_positions_within_the_radius_are_one_group(ra, dec):
    assert groups_of(table(2, ra=ra, dec=dec)).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("ra", "dec"),
    [
        ([10, 10 + 61 / 3600], [0, 0]),
        ([359.99, 0.01], [0, 0]),  # 72"
        ([0, 180], [89.99, 89.99]),
        ([200, 200 + 100 / 3600], [0, 0]),
        ([np.nan, np.nan], [1, 1]),
        ([1, 1], [1, np.inf]),
    ],
)
def test_positions_further_apart_or_unknown_are_two_groups(ra, dec):
    assert groups_of(table(2, ra=ra, dec=dec)).tolist() == [0, 1]


def test_a_chain_of_neighbours_is_one_group():
    ra = np.arange(10) * 55 / 3600
    assert set(groups_of(table(10, ra=ra, dec=np.zeros(10)))) == {0}
    assert len(set(groups_of(table(10, ra=ra, dec=np.zeros(10)), 54.9))) == 10


def test_sky_group_and_content_are_joined():
    catalog = table(
        7,
        ra=[5, 5, 100, 150, 200, np.nan, 250],
        dec=[0, 0, 0, 0, 0, 0, 0],
        group=[-1, 4, 4, 9, -1, -1, -1],  # negative: in no named group
        content=["a", "b", "c", "c", "d", "e", "d"],
    )
    assert groups_of(catalog).tolist() == [0, 0, 0, 0, 1, 2, 1]


def test_thousands_of_images_at_one_position():
    catalog = table(20_000, ra=np.zeros(20_000), dec=np.zeros(20_000))
    assert groups_of(catalog).max() == 0


@pytest.mark.parametrize("seed", range(5))
def test_groups_equal_those_of_every_pair_compared(seed):
    rng = np.random.default_rng(seed)
    ra, dec = rng.uniform(0, 0.2, 60) - 0.1, rng.uniform(-0.1, 0.1, 60)
    groups = groups_of(table(60, ra=ra, dec=dec), 90)
    expected = np.arange(60)
    for _ in range(60):  # the smallest number spreads over every pair
        for one in range(60):
            apart = np.hypot((ra - ra[one]) * np.cos(np.radians(dec)), dec - dec[one])
            near = apart * 3600 < 90
            expected[near] = expected[near].min()
    assert len(set(zip(groups, expected, strict=True))) == len(set(groups))
    assert len(set(groups)) == len(set(expected)) < 60


def test_groups_may_have_names():
    group = ["ngc 1", "m31", "", " ", "m31 ", "ngc 1", ""]
    assert groups_of(table(7, group=group)).tolist() == [0, 1, 2, 3, 1, 0, 4]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("dec", 90.01, "'dec': got 2 rows outside -90 to 90 degrees, the first is "),
        ("dec", -999, "first is -999.0: write NaN where the position is unknown"),
        ("ra", -180.5, "'ra': got 2 rows outside -180 to 360"),
        ("ra", 360.5, "'ra': got 2 rows"),
        ("ra", "00:42:44", "'ra': got .*, expected numbers: give positions in deg"),
    ],
)
def test_positions_that_are_none_are_refused(column, value, message):
    columns = {"ra": [1, 2, 3], "dec": [4, 5, 6]} | {column: [value, value, 1]}
    with pytest.raises(ValueError, match=message):
        groups_of(table(3, **columns))


def test_the_ends_of_the_sky_are_positions():
    assert groups_of(table(2, ra=[-180, 360], dec=[-90, 90])).tolist() == [0, 1]
