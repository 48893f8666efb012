import keras
import numpy as np
import pytest

from galaxybench.networks.model_card import LONGEST, read_card, write_card


@pytest.fixture
def saved(tmp_path):
    inputs = keras.Input((4, 4, 1))
    outputs = keras.layers.Dense(2)(keras.layers.Flatten()(inputs))
    model = keras.Model(inputs, outputs)
    model.save(tmp_path / "m.keras")
    return model, tmp_path / "m.keras"


def test_a_card_comes_back_and_the_model_is_as_it_was(saved):
    model, path = saved
    assert read_card(path) == {}
    card = {"classes": ["Spirale à barres", "Σ"], "SIMULATED": ""}
    write_card(path, {"classes": ["old", "card"]})
    write_card(path, card)
    assert read_card(path) == card
    loaded = keras.models.load_model(path)
    for ours, theirs in zip(model.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_card_that_is_too_long_is_left_out_with_a_warning(saved, caplog):
    _, path = saved
    write_card(path, {"classes": ["x" * LONGEST]})
    assert "too long" in caplog.text
    assert read_card(path) == {}
    assert keras.models.load_model(path)


def test_what_is_no_archive_is_refused_by_name(tmp_path):
    (tmp_path / "m.keras").write_text("no model")
    with pytest.raises(ValueError, match=r"m\.keras is not a \.keras file"):
        read_card(tmp_path / "m.keras")
