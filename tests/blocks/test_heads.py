import keras
import numpy as np
import pytest

from galaxybench.blocks.heads import connect_head


def connected(shape: tuple[int, ...], head: str, dropout: float = 0.2) -> keras.Model:
    features = keras.Input(shape)
    return keras.Model(features, connect_head(features, 3, head, dropout))


@pytest.mark.parametrize(
    ("shape", "head", "inputs"),
    [((4, 5, 6), "average", 6), ((4, 5, 6), "flatten", 120), ((6,), "average", 6)],
)
def test_one_layer_of_weights_follows_the_pooling(shape, head, inputs):
    net = connected(shape, head)
    assert [weight.shape for weight in net.weights] == [(inputs, 3), (3,)]
    assert all(layer.name.startswith("head") for layer in net.layers[1:])
    images = np.random.default_rng(0).normal(size=(2, *shape)).astype(np.float32)
    result = net(images).numpy()
    assert result.dtype == np.float32
    np.testing.assert_allclose(result.sum(axis=1), 1, atol=1e-6)


def test_average_pooling_forgets_the_place():
    net = connected((2, 2, 1), "average")
    corner = np.zeros((4, 2, 2, 1), np.float32)
    corner.reshape(4, 4)[np.arange(4), np.arange(4)] = 1
    result = net(corner).numpy()
    np.testing.assert_allclose(result, result[[0] * 4], atol=1e-7)


def test_no_dropout_layer_at_a_rate_of_zero():
    kinds = [
        {type(layer) for layer in connected((4, 4, 2), "average", rate).layers}
        for rate in (0.0, 0.5)
    ]
    assert kinds[1] - kinds[0] == {keras.layers.Dropout}


def test_an_unknown_head_is_named():
    with pytest.raises(ValueError, match="'head': got 'max', use average or flatten"):
        connected((4, 4, 2), "max")
