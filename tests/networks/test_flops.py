import keras
import pytest
from keras import layers

from galaxybench.networks import architectures, flops


def counted(*stack: layers.Layer, shape: tuple[int, ...] = (10, 12, 3)) -> int:
    return flops.count(keras.Sequential([keras.Input(shape), *stack]))


def test_dense() -> None:
    assert counted(layers.Dense(5), shape=(7,)) == 2 * 7 * 5
    assert counted(layers.Dense(5)) == 2 * 10 * 12 * 3 * 5


def test_convolutions() -> None:
    assert counted(layers.Conv2D(8, 3)) == 2 * (8 * 10) * (3 * 3 * 3) * 8
    same = layers.Conv2D(8, 3, strides=2, padding="same")
    assert counted(same) == 2 * (5 * 6) * (3 * 3 * 3) * 8
    grouped = layers.Conv2D(6, 3, padding="same", groups=3)
    assert counted(grouped) == 2 * (10 * 12) * (3 * 3 * 1) * 6


def test_depthwise_and_separable_convolutions() -> None:
    depthwise = layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same")
    assert counted(depthwise) == 2 * (10 * 12) * (3 * 3) * 3 * 2
    separable = layers.SeparableConv2D(8, 3, padding="same")
    assert counted(separable) == 2 * (10 * 12) * (3 * 3 * 3 + 3 * 8)


def test_transposed_convolution() -> None:
    transposed = layers.Conv2DTranspose(8, 2, strides=2)
    assert counted(transposed) == 2 * (10 * 12) * 3 * (2 * 2) * 8


def test_a_shared_layer_counts_each_time_and_a_nested_model_counts() -> None:
    inputs = keras.Input((7,))
    shared = layers.Dense(7)
    inner = keras.Sequential([keras.Input((7,)), layers.Dense(5)])
    model = keras.Model(inputs, inner(shared(shared(inputs))))
    assert flops.count(model) == 2 * (7 * 7 + 7 * 7 + 7 * 5)


def test_layers_without_kernels_count_nothing() -> None:
    assert counted(layers.BatchNormalization(), layers.ReLU(), layers.Flatten()) == 0


def test_an_unknown_kernel_is_refused() -> None:
    with pytest.raises(NotImplementedError, match="LSTM"):
        counted(layers.LSTM(3), shape=(5, 2))


def test_an_unknown_kernel_is_refused_when_frozen() -> None:
    with pytest.raises(NotImplementedError, match="LSTM"):
        counted(layers.LSTM(3, trainable=False), shape=(5, 2))


def test_mobilenet_has_the_operations_of_its_paper() -> None:
    """56 million multiply-adds at 224 pixels (arXiv 1905.02244, table 3)."""
    inputs = keras.Input((224, 224, 3))
    model = keras.Model(inputs, architectures.build("mobilenet_v3_small", inputs, 1000))
    assert flops.count(model) / 2 == pytest.approx(56e6, rel=0.03)
