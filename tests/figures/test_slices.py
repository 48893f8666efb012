"""The figure of slices: every model and slice is there, and can be told apart."""

import numpy as np
import pytest

from galaxybench.figures import slices, style
from tests.helpers.figure_setup import texts
from tests.helpers.sliced import sliced

MODELS = [f"model_{n}" for n in range(12)]


@pytest.mark.parametrize("count", [2, 4, 12])
def test_slices_and_models_are_named(count, tmp_path):
    names = [f"survey = field {n}" for n in range(count)]
    figure = slices.draw(sliced(MODELS, (*names, "z < 1", "z ≥ 1")), simulated=True)
    style.save(figure, tmp_path / "a.png", tmp_path / "a.pdf")
    shown = " ".join(texts(figure)).replace("\n", " ")
    parts = [name.removeprefix("survey = ") for name in names]
    assert all(f"{name} (120)" in shown for name in (*parts, "z < 1"))
    assert {"survey", "z"} <= set(texts(figure))
    assert all(model in shown for model in MODELS)
    assert "SIMULATED DATA" in shown


def test_no_two_models_look_alike():
    figure = slices.draw(sliced(MODELS), simulated=False)
    [legend] = figure.legends
    looks = {(h.get_color(), h.get_marker()) for h in legend.legend_handles}
    assert len(looks) == len(MODELS)


def test_what_did_not_train_is_hollow_and_named():
    table = sliced()
    table.loc[table["model"] == "dense", "trained"] = False
    assert "dense (did not train)" in texts(slices.draw(table, simulated=False))
    outside = slices.draw(table.assign(recipe="external"), simulated=False)
    assert any("dense (collapsed)" in text for text in texts(outside))


def test_a_slice_without_images_and_full_accuracy_are_drawn(tmp_path):
    table = sliced(slices=("z < 0.1", "0.1 ≤ z < 0.2", "z ≥ 0.2"))
    empty = table["slice"] == "0.1 ≤ z < 0.2"
    table.loc[empty, ["images", "groups"]] = 0
    table.loc[empty, ["accuracy", "low", "high"]] = np.nan
    table.loc[~empty, ["accuracy", "high"]] = 1.0
    figure = slices.draw(table, simulated=False)
    style.save(figure, tmp_path / "a.png", tmp_path / "a.pdf")
    panel = figure.axes[-1]
    assert panel.get_ylim()[1] >= 100
    assert slices.numbers(table).equals(table)
