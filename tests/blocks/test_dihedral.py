import keras
import numpy as np
import pytest

from galaxybench.blocks.dihedral import (
    INVERSES,
    ORDER,
    PRODUCTS,
    DihedralConv2D,
    batch_norm,
    halve,
    transform,
)

ELEMENTS = range(ORDER)
SHAPES = [(7, 7), (6, 6), (5, 8)]  # odd, even, not square


@pytest.fixture
def rng() -> np.random.Generator:
    keras.utils.set_random_seed(0)
    return np.random.default_rng(0)


def images(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return rng.normal(size=(2, *shape)).astype(np.float32)


def moved(batch: np.ndarray, element: int) -> np.ndarray:
    return np.stack([transform(image, element) for image in batch])


def transform_grouped(maps: np.ndarray, element: int) -> np.ndarray:
    """Transform a grouped tensor as an equivariant layer must."""
    grouped = maps.reshape(*maps.shape[:3], ORDER, -1)
    moved = np.moveaxis(transform(np.moveaxis(grouped, 0, 2), element), 2, 0)
    moved = moved[..., PRODUCTS[INVERSES[element]], :]
    return moved.reshape(*moved.shape[:3], -1)


def correlate(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Zero-padded correlation, pixel by pixel: (h, w, in) and (k, k, in, out)."""
    size = len(kernel)
    padded = np.pad(image, [(size // 2,) * 2] * 2 + [(0, 0)])
    result = np.empty((*image.shape[:2], kernel.shape[-1]))
    for row in range(image.shape[0]):
        for column in range(image.shape[1]):
            window = padded[row : row + size, column : column + size]
            result[row, column] = np.tensordot(window, kernel, 3)
    return result


def test_the_elements_are_a_group() -> None:
    grid = np.arange(9).reshape(3, 3)
    assert len({transform(grid, g).tobytes() for g in ELEMENTS}) == ORDER
    for g in ELEMENTS:
        assert sorted(PRODUCTS[g]) == list(ELEMENTS)
        back = transform(transform(grid, g), INVERSES[g])
        np.testing.assert_array_equal(back, grid)
        for h in ELEMENTS:
            both = transform(transform(grid, h), g)
            np.testing.assert_array_equal(both, transform(grid, PRODUCTS[g, h]))


def test_moving_a_grouped_tensor_keeps_the_group_s_products(
    rng: np.random.Generator,
) -> None:
    maps = images(rng, 4, 5, 8 * 3)
    for g in ELEMENTS:
        for h in ELEMENTS:
            both = transform_grouped(transform_grouped(maps, h), g)
            once = transform_grouped(maps, PRODUCTS[g, h])
            np.testing.assert_array_equal(both, once)


def test_lifting_correlates_with_the_moved_kernels(rng: np.random.Generator) -> None:
    layer, batch = DihedralConv2D(2, 3, lifting=True), images(rng, 5, 6, 3)
    result = np.asarray(layer(batch)).reshape(2, 5, 6, ORDER, 2)
    kernel = np.asarray(layer.kernel)
    assert kernel.shape == (3, 3, 3, 2)
    for g in ELEMENTS:
        for image, maps in zip(batch, result, strict=True):
            expected = correlate(image, transform(kernel, g))
            np.testing.assert_allclose(maps[:, :, g], expected, atol=1e-5)


def test_convolution_sums_over_maps_with_the_moved_kernels(
    rng: np.random.Generator,
) -> None:
    layer, batch = DihedralConv2D(2, 3), images(rng, 5, 6, ORDER * 3)
    result = np.asarray(layer(batch)).reshape(2, 5, 6, ORDER, 2)
    kernel = np.asarray(layer.kernel).reshape(3, 3, ORDER, 3, 2)
    grouped = batch.reshape(2, 5, 6, ORDER, 3)
    for g in ELEMENTS:
        for image, maps in zip(grouped, result, strict=True):
            expected = sum(
                correlate(image[:, :, PRODUCTS[g, j]], transform(kernel[:, :, j], g))
                for j in ELEMENTS
            )
            np.testing.assert_allclose(maps[:, :, g], expected, atol=1e-4)


@pytest.mark.parametrize("size", [1, 3, 5])
@pytest.mark.parametrize("shape", SHAPES)
def test_lifting_moves_with_the_image(
    shape: tuple[int, int], size: int, rng: np.random.Generator
) -> None:
    layer, batch = DihedralConv2D(3, size, lifting=True), images(rng, *shape, 2)
    result = np.asarray(layer(batch))
    for g in ELEMENTS:
        after = np.asarray(layer(moved(batch, g)))
        expected = transform_grouped(result, g)
        np.testing.assert_allclose(after, expected, atol=1e-5)


@pytest.mark.parametrize("size", [1, 3, 5])
@pytest.mark.parametrize("shape", SHAPES)
def test_convolution_moves_with_its_input(
    shape: tuple[int, int], size: int, rng: np.random.Generator
) -> None:
    layer, batch = DihedralConv2D(3, size), images(rng, *shape, ORDER * 2)
    result = np.asarray(layer(batch))
    for g in ELEMENTS:
        after = np.asarray(layer(transform_grouped(batch, g)))
        expected = transform_grouped(result, g)
        np.testing.assert_allclose(after, expected, atol=1e-5)
        if g and shape[0] == shape[1]:
            assert np.abs(after - result).max() > 0.1


@pytest.mark.parametrize("shape", SHAPES)
def test_halving_moves_with_its_input(
    shape: tuple[int, int], rng: np.random.Generator
) -> None:
    batch = images(rng, *shape, ORDER * 2)

    def halved(maps: np.ndarray) -> np.ndarray:
        inputs = keras.Input(maps.shape[1:])
        return np.asarray(keras.Model(inputs, halve(inputs, "pool"))(maps))

    result = halved(batch)
    assert result.shape[1:3] == (-(-shape[0] // 2), -(-shape[1] // 2))
    for g in ELEMENTS:
        after = halved(transform_grouped(batch, g))
        np.testing.assert_allclose(after, transform_grouped(result, g), atol=1e-6)


def test_maps_of_a_channel_share_their_statistics(rng: np.random.Generator) -> None:
    batch = images(rng, 4, 5, ORDER * 3)
    grouped = batch.reshape(2, 4, 5, ORDER, 3)
    grouped *= [1, 2, 3]  # a view: each channel has its own scale
    grouped += np.arange(ORDER)[:, None]  # each map has its own mean
    inputs = keras.Input(batch.shape[1:])
    net = keras.Model(inputs, batch_norm(inputs, 0.9, "bn"))
    result = np.asarray(net(batch, training=True)).reshape(grouped.shape)
    mean, deviation = (f(grouped, axis=(0, 1, 2, 3)) for f in (np.mean, np.std))
    expected = (grouped - mean) / np.sqrt(deviation**2 + 1e-3)
    np.testing.assert_allclose(result, expected, atol=1e-4)
    layer = net.get_layer("bn")
    assert layer.gamma.shape == (3,)
    np.testing.assert_allclose(layer.moving_mean, 0.1 * mean, rtol=1e-4)


@pytest.mark.parametrize(("lifting", "maps"), [(True, 1), (False, ORDER)])
def test_initial_kernel_keeps_the_variance(
    lifting: bool, maps: int, rng: np.random.Generator
) -> None:
    layer = DihedralConv2D(64, 3, lifting=lifting)
    layer.build((None, 8, 8, maps * 32))
    # He et al. 2015, arXiv 1502.01852: 2 / (everything that a sum runs over).
    expected = 2 / (3 * 3 * maps * 32)
    assert np.var(layer.kernel) == pytest.approx(expected, rel=0.05)


def test_even_kernels_and_ungrouped_inputs_are_refused() -> None:
    with pytest.raises(ValueError, match="kernel_size 4 of .* choose an odd one"):
        DihedralConv2D(2, 4)
    with pytest.raises(ValueError, match="got 3 channels, not a multiple of 8"):
        DihedralConv2D(2, 3).build((None, 8, 8, 3))


def test_layer_is_recreated_from_its_configuration(rng: np.random.Generator) -> None:
    layer, batch = DihedralConv2D(2, 5, lifting=True), images(rng, 6, 6, 3)
    expected = layer(batch)
    twin = DihedralConv2D.from_config(layer.get_config())
    assert twin(batch).shape == twin.compute_output_shape(batch.shape)
    twin.set_weights(layer.get_weights())
    np.testing.assert_array_equal(twin(batch), expected)
