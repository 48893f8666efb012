import keras
import pytest

from galaxybench.blocks.applications import connect_application


def small(
    *, include_top: bool, weights: str | None, input_tensor: keras.KerasTensor
) -> keras.Model:
    """Stand in for one of `keras.applications`."""
    assert not include_top
    assert weights is None
    x = keras.layers.Conv2D(8, 3, name="conv")(input_tensor)
    x = keras.layers.BatchNormalization(momentum=0.99, name="bn")(x)
    return keras.Model(keras.utils.get_source_inputs(input_tensor), x)


def connected(size: int = 16, **options: float) -> keras.Model:
    inputs = keras.Input((size, size, 3))
    outputs = connect_application(
        small, inputs, 5, minimum=12, head="average", dropout=0.2, **options
    )
    return keras.Model(inputs, outputs)


def test_the_layers_are_the_application_s_and_then_the_head_s() -> None:
    names = [layer.name for layer in connected().layers[1:]]
    assert names == ["conv", "bn", "head_pool", "head_dropout", "head_dense"]


@pytest.mark.parametrize(("size", "expected"), [(4, 12), (12, 12), (16, 16)])
def test_small_images_are_padded(size: int, expected: int) -> None:
    convolution = connected(size).get_layer("conv")
    assert convolution.input.shape[1:3] == (expected, expected)


@pytest.mark.parametrize(("momentum", "expected"), [(0.8, 0.8), (None, 0.99)])
def test_momentum_is_set_where_it_is_given(
    momentum: float | None, expected: float
) -> None:
    net = connected(batch_norm_momentum=momentum)
    assert net.get_layer("bn").momentum == expected
