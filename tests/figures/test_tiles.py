import pytest

from galaxybench.figures import tiles
from tests.helpers.figure_setup import images


@pytest.mark.parametrize("channels", [1, 2, 3, 5])
def test_tiles_take_any_number_of_channels(channels):
    strip = tiles.strip(list(images(2, 8, channels)), places=3, gap=2)
    assert strip.shape == (8, 28, 3)
    assert (strip[:, 18:] == 255).all()
