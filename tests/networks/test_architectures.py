import sys
from types import ModuleType

import keras
import pytest

from galaxybench.networks import architectures


@pytest.fixture
def module(monkeypatch):
    """An architecture that is no file."""
    module = ModuleType("galaxybench.models.tiny")

    def build(inputs, classes, *, units=1):
        y = keras.layers.Dense(units)(keras.layers.Flatten()(inputs))
        return keras.layers.Dense(classes)(y)

    module.build = build
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module


def test_an_architecture_is_found_by_its_name_and_gets_its_options(module):
    inputs = keras.Input((4, 4, 1))
    net = keras.Model(inputs, architectures.build("tiny", inputs, 3, units=5))
    assert net.output_shape == (None, 3)
    assert net.count_params() == (16 + 1) * 5 + (5 + 1) * 3


def test_published_weights_want_their_own_normalization(module):
    assert architectures.normalization("tiny") == "rescale"
    module.NORMALIZATION = "torch"
    assert architectures.normalization("tiny") == "torch"


def test_a_name_without_a_file_is_an_error():
    with pytest.raises(ModuleNotFoundError, match="models.tinny"):
        architectures.build("tinny", keras.Input((4, 4, 1)), 3)
