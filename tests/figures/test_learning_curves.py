from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from galaxybench.figures import learning_curves
from tests.helpers.figure_setup import curves, rows, texts
from tests.helpers.made_rows import made_row


def test_the_loss_axis_survives_a_jump_and_a_nan():
    for jump in (1e6, np.nan, np.inf):
        figure = learning_curves.draw(rows(1, **curves(jump)), simulated=False)
        assert figure.axes[1].get_ylim()[1] <= 4.0
    nothing = curves() | {"history": curves()["history"] * np.nan}
    learning_curves.draw(rows(1, **nothing), simulated=False)


def test_curves_that_are_all_high_fill_the_axis():
    high = curves()["history"].assign(accuracy=0.97, val_accuracy=0.98)
    runs = rows(1, **curves() | {"history": high})
    figure = learning_curves.draw(runs, simulated=False)
    assert figure.axes[0].get_ylim()[0] == 96
    high.loc[0, "accuracy"] = 0.4
    figure = learning_curves.draw(runs, simulated=False)
    assert figure.axes[0].get_ylim()[0] == 0


def test_the_band_over_batches_is_drawn_where_the_history_has_it():
    run = made_row(description={"best_epoch": 7})
    epochs = np.arange(1, 11)
    log = pd.DataFrame(
        {"epoch": epochs, "loss": 2 / epochs, "accuracy": 1 - 1 / epochs}
    )
    log = log.assign(val_loss=log["loss"], val_accuracy=log["accuracy"])
    without = learning_curves.draw([replace(run, history=log)], simulated=False)
    quartiles = {
        f"{name}_q{q}": log[name] + (q - 50) / 500
        for name in ("loss", "accuracy")
        for q in (25, 75)
    }
    banded = replace(run, history=log.assign(**quartiles))
    with_band = learning_curves.draw([banded], simulated=False)
    assert [len(axes.collections) for axes in without.axes] == [0, 0]
    assert [len(axes.collections) for axes in with_band.axes] == [1, 1]
    (band,) = with_band.axes[0].collections
    heights = band.get_paths()[0].vertices[:, 1]
    accuracy = 100 * log["accuracy"]
    assert heights.max() == pytest.approx(accuracy.max() + 5)
    assert heights.min() == pytest.approx(accuracy.min() - 5)
    label = "training batches, 25 to 75 %"
    assert label in texts(with_band)
    assert label not in texts(without)


def test_every_epoch_of_every_run_has_a_row_and_one_was_kept():
    listed = learning_curves.numbers(rows(2, **curves()))
    assert len(listed) == 10 * 4
    assert listed.groupby(["model", "seed"])["kept"].sum().tolist() == [1] * 4
    assert (listed.loc[listed["kept"], "epoch"] == 7).all()
    assert not {"seconds", "learning_rate"} & set(listed)
