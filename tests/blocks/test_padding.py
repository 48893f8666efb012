import keras
import numpy as np
import pytest

from galaxybench.blocks.padding import pad_to


@pytest.mark.parametrize("shape", [(8, 8, 3), (12, 9, 1)])
def test_large_images_stay_the_same_tensor(shape: tuple[int, ...]) -> None:
    images = keras.Input(shape)
    assert pad_to(images, 8) is images


def test_small_images_are_centred_in_zeros() -> None:
    images = keras.Input((3, 9, 2))
    net = keras.Model(images, pad_to(images, 8))
    batch = np.random.default_rng(0).uniform(1, 2, (2, 3, 9, 2)).astype(np.float32)
    result = np.asarray(net(batch))
    assert result.shape == (2, 8, 9, 2)
    np.testing.assert_array_equal(result[:, 2:5], batch)
    assert result.sum() == pytest.approx(batch.sum())
