"""Reliability diagrams: bins over all runs, scaled by the temperature of each."""

import numpy as np
import pandas as pd
import pytest

from galaxybench.figures import reliability, style
from tests.helpers.figure_setup import rows as made_rows
from tests.helpers.figure_setup import texts
from tests.helpers.made_rows import made_row

SURE = pd.DataFrame(
    {"label": [0, 0, 1, 1], "predicted": [0, 0, 0, 1], "p0": [0.9, 0.9, 0.9, 0.1]}
).assign(p1=lambda rows: 1 - rows["p0"])


def scores(temperature=2.0, ece=0.15):
    return {"temperature": temperature, "ece": ece, "ece_scaled": 0.05}


def test_bins_hold_all_runs_and_each_run_has_its_own_temperature():
    metrics = [scores(1.0, 0.15), scores(2.0, 0.25)]
    rows = reliability.numbers(
        [
            made_row(seed=seed, metrics=each, predictions=SURE)
            for seed, each in enumerate(metrics)
        ]
    )
    raw, scaled = (rows[rows["scaled"] == value] for value in (False, True))
    assert raw[["images", "share", "accuracy", "ece"]].values.tolist() == [
        [8, 1.0, 0.75, 0.2]
    ]
    assert raw["confidence"].tolist() == pytest.approx([0.9])
    # At temperature 2 the odds 9 become 3.
    assert scaled["confidence"].tolist() == pytest.approx([0.75, 0.9])
    assert scaled["images"].tolist() == [4, 4]
    assert (rows["bin_low"] < rows["confidence"]).all()
    assert (rows["confidence"] <= rows["bin_high"]).all()


def test_without_probabilities_or_a_temperature_it_is_left_out():
    unknown = scores() | {"ece": None, "temperature": None}
    metrics = [scores(), scores(temperature=None), unknown]
    runs = [
        made_row(f"model_{n}", metrics=each, predictions=SURE)
        for n, each in enumerate(metrics)
    ]
    rows = reliability.numbers(runs)
    assert rows.groupby("model")["scaled"].unique().map(list).to_dict() == {
        **{"model_0": [False, True], "model_1": [False]}
    }
    assert "temperature scaled" in texts(reliability.draw(runs, simulated=False))
    alone = texts(reliability.draw(runs[1:2], simulated=False))
    assert "as predicted" in alone and "temperature scaled" not in alone
    nothing = reliability.draw(runs[2:], simulated=False)
    assert any("No run has finite" in text for text in texts(nothing))


@pytest.mark.parametrize("models", [1, 20])
def test_every_panel_has_its_model_and_both_errors(models, tmp_path):
    p = np.random.default_rng(0).dirichlet(np.ones(2), 300)
    table = pd.DataFrame(p).add_prefix("p").assign(label=0, predicted=p.argmax(axis=1))
    runs = made_rows(models, 1, metrics=scores(), predictions=table)
    figure = reliability.draw(runs, simulated=True)
    style.save(figure, tmp_path / "a.png", tmp_path / "a.pdf")
    shown = texts(figure)
    assert {row.run.model for row in runs} <= set(shown)
    assert shown.count("ECE 15.0 %") == shown.count("ECE 5.0 % scaled") == models
