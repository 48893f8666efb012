"""The rendered galaxies have the shapes and colours of their classes."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, maximum_filter

from galaxybench.simulation.galaxies import POPULATIONS, draw_galaxy, picture_galaxy


def pictures(kind, count=24, size=64, noise=1.0):
    return np.stack(
        [
            picture_galaxy(kind, size, ([7, row], [8, row]), noise=noise)
            for row in range(count)
        ]
    ).astype(float)


def main_body(image):
    """Light above the sky of the pixels near the middle that clearly have some."""
    light = gaussian_filter(image.mean(axis=-1), 0.7)
    light = light - np.median(light)
    rows, columns = np.indices(light.shape) - (len(light) - 1) / 2
    near = np.hypot(rows, columns) < 0.3 * len(light)
    return np.where((light > 25) & near, light, 0), rows, columns


def axis_ratio(image):
    light, rows, columns = main_body(image)
    covariance = np.cov(
        np.stack([rows, columns]).reshape(2, -1), aweights=light.ravel()
    )
    low, high = np.linalg.eigvalsh(covariance)
    return np.sqrt(low / high)


def peaks(image):
    light = main_body(image)[0]
    smooth = gaussian_filter(light, 0.8)
    tops = (smooth == maximum_filter(smooth, 3)) & (smooth > 0.4 * smooth.max())
    return int(tops.sum())


@pytest.mark.parametrize("size", [32, 69, 128])
def test_any_size(size):
    image = picture_galaxy("Barred Spiral", size, ([1, 2], [3, 4]))
    assert image.shape == (size, size, 3)
    assert image.dtype == np.uint8


def test_same_seeds_give_the_same_picture():
    first, again, exposed, other = (
        picture_galaxy("Merging", 48, seeds).astype(int)
        for seeds in (([1, 2], [3]), ([1, 2], [3]), ([1, 2], [4]), ([1, 3], [3]))
    )
    np.testing.assert_array_equal(first, again)
    # Another exposure differs by its noise, another galaxy by far more.
    assert 0 < np.abs(first - exposed).max() < 60
    assert np.abs(first - other).max() > 100


def test_the_same_galaxy_at_two_sizes_looks_the_same():
    small, large = (
        picture_galaxy("Edge-on with Bulge", size, ([5, 6], [7]), noise=0).astype(float)
        for size in (32, 128)
    )
    binned = large.reshape(32, 4, 32, 4, 3).mean(axis=(1, 3))
    assert np.corrcoef(small.ravel(), binned.ravel())[0, 1] > 0.97


def test_axis_ratios_order_the_smooth_classes_and_edge_on_disks():
    ratios = {
        kind: np.median([axis_ratio(image) for image in pictures(kind)])
        for kind in (
            "Round Smooth",
            "In-between Round Smooth",
            "Cigar Shaped Smooth",
            "Edge-on without Bulge",
        )
    }
    assert ratios["Round Smooth"] > 0.85
    assert ratios["Round Smooth"] > ratios["In-between Round Smooth"] + 0.1
    assert ratios["In-between Round Smooth"] > ratios["Cigar Shaped Smooth"] + 0.1
    assert ratios["Edge-on without Bulge"] < 0.5


def test_mergers_have_two_peaks_and_round_galaxies_one():
    mergers = [peaks(image) for image in pictures("Merging", size=96)]
    single = [peaks(image) for image in pictures("Round Smooth", size=96)]
    assert np.mean(np.array(mergers) >= 2) > 0.7
    assert np.mean(np.array(single) >= 2) < 0.3


def test_the_middle_of_a_barred_spiral_is_longer_than_that_of_an_unbarred_one():
    def central_ratio(kind):
        images = pictures(kind, size=96)
        return np.median([axis_ratio(image[34:62, 34:62]) for image in images])

    barred = central_ratio("Barred Spiral")
    assert barred < central_ratio("Unbarred Tight Spiral") - 0.05
    assert barred < central_ratio("Unbarred Loose Spiral") - 0.05


def test_a_bulge_concentrates_the_light():
    def concentration(kind):
        shares = []
        for image in pictures(kind, noise=0):
            light, rows, columns = main_body(image)
            shares.append(light[np.hypot(rows, columns) < 4].sum() / light.sum())
        return np.median(shares)

    bulge = concentration("Edge-on with Bulge")
    assert bulge > concentration("Edge-on without Bulge") + 0.03


def test_loose_spirals_are_bluer_than_smooth_galaxies():
    def blueness(kind):
        images = pictures(kind)
        light = [main_body(image)[0] for image in images]
        red, _, blue = (
            [
                np.average(i[..., band], weights=w)
                for i, w in zip(images, light, strict=True)
            ]
            for band in range(3)
        )
        return np.median(np.array(blue) / red)

    assert blueness("Unbarred Loose Spiral") > blueness("Round Smooth") + 0.05


def test_the_sky_is_dark_and_its_noise_follows_the_option():
    quiet, usual, loud = (
        pictures("Round Smooth", count=6, noise=noise) for noise in (0, 1, 3)
    )
    assert 25 < np.median(usual) < 45

    def grain(images):
        return np.median(np.abs(np.diff(images[:, :10], axis=2)))

    assert grain(quiet) < grain(usual) < grain(loud)


def test_traits_lie_in_the_ranges_of_the_class():
    rng = np.random.default_rng(3)
    for kind, population in POPULATIONS.items():
        for _ in range(20):
            galaxy = draw_galaxy(kind, rng)
            low, high = population.axis_ratio
            assert low <= galaxy.axis_ratio <= high
            assert 0 <= galaxy.inclination <= 90
            assert 0 <= galaxy.position_angle <= 180


def test_deep_noise_does_not_break_the_composite(recwarn):
    picture_galaxy("Round Smooth", 32, ([1], [2]), noise=20)
    assert not recwarn.list
