import keras
from keras import layers

from galaxybench.blocks.batch_norm import set_momentum


def test_momentum_reaches_every_batch_norm_and_nothing_else():
    inputs = keras.Input((4, 4, 2))
    x = layers.BatchNormalization()(inputs)
    x = layers.BatchNormalization(momentum=0.5)(x)
    net = keras.Model(inputs, layers.ReLU()(x))
    set_momentum(net, 0.8)
    assert [getattr(layer, "momentum", None) for layer in net.layers] == [
        None,
        0.8,
        0.8,
        None,
    ]
