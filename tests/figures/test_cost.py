"""Accuracy against cost: the front, and what is known."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from galaxybench.comparison.summary import CALIBRATION
from galaxybench.figures import cost, style


def row(model, accuracy, price, recipe="quick", status="ok", seed=0):
    return {
        **{"dataset": "galaxies", "split": "holdout", "scheme": "holdout"},
        **{"recipe": recipe, "model": model, "seed": seed, "status": status},
        "reason": None if status == "ok" else "one class",
        **{"test_images": 400, "accuracy": accuracy, "majority_baseline": 0.2},
        **{"balanced_accuracy": accuracy, "macro_f1": accuracy},
        **dict.fromkeys(CALIBRATION, np.nan),
        **dict.fromkeys(cost.COSTS, price),
    }


FEW = [
    row("small", 0.7, 10.0),
    row("middle", 0.8, 100.0, seed=0),
    row("middle", 0.9, 300.0, seed=1),
    row("wasteful", 0.75, 1000.0),
    row("all", 0.95, 1410.0, recipe="ensemble"),
    row("colleague", 0.99, np.nan, recipe="external"),
]


def test_the_front_is_that_of_the_definition_by_brute_force():
    draw = np.random.default_rng(0).integers(0, 6, (2, 200))
    price, accuracy = draw / 5
    expected = [
        not any(
            q <= p and b >= a and (q < p or b > a)
            for q, b in zip(price, accuracy, strict=True)
        )
        for p, a in zip(price, accuracy, strict=True)
    ]
    assert cost.front(price, accuracy).tolist() == expected
    assert 0 < sum(expected) < 200


def test_a_row_is_a_mean_over_runs_and_what_costs_nothing_known_is_left_out():
    rows = cost.numbers(pd.DataFrame(FEW))
    assert set(rows["cost"]) == set(cost.COSTS)
    one = rows[rows["cost"] == "flops"].set_index("model")
    assert set(one.index) == {"small", "middle", "wasteful", "all"}
    assert one.loc["middle", ["runs", "value"]].tolist() == [2, 200.0]
    assert one.loc["middle", "accuracy"] == pytest.approx(0.85)
    assert one["pareto"].to_dict() == {
        **{"small": True, "middle": True, "wasteful": False, "all": True}
    }


def test_all_of_the_front_are_named_and_the_axes_are_logarithmic():
    figure = cost.draw(pd.DataFrame(FEW), simulated=False)
    assert len(figure.axes) == 4
    for panel in figure.axes:
        assert panel.get_xscale() == "log"
        assert len(panel.get_xticks()) >= 2
        named = {text.get_text() for text in panel.texts}
        assert {"small", "middle", "all"} <= named
        assert "colleague" not in named


def test_a_cost_that_nobody_knows_has_no_panel():
    table = pd.DataFrame(FEW).assign(flops=np.nan)
    titles = [axes.get_xlabel() for axes in cost.draw(table, simulated=False).axes]
    assert len(titles) == 3
    assert not any("operations" in title for title in titles)


def test_a_collapsed_model_presses_none_flat_and_is_named_at_the_bottom():
    lost = row("lost", 0.2, 50.0, status="collapsed")
    panel = cost.draw(pd.DataFrame([*FEW, lost]), simulated=False).axes[0]
    assert panel.get_ylim()[0] > 60
    assert "lost" in {text.get_text() for text in panel.texts}
    told = [text.get_text() for text in panel.figure.legends[0].get_texts()]
    assert "did not train, below the axis" in told and "did not train" not in told
    alone = cost.draw(pd.DataFrame([lost]), simulated=False).axes[0]
    assert alone.get_ylim()[0] < 20 < alone.get_ylim()[1]


def test_what_did_not_train_is_never_on_the_front():
    """It has the highest accuracy and the lowest price."""
    lost = row("lost", 0.97, 1.0, status="slow_batch_norm")
    rows = cost.numbers(pd.DataFrame([*FEW, lost]))
    found = rows[rows["pareto"]].groupby("model").size().to_dict()
    assert found == dict.fromkeys(("small", "middle", "all"), len(cost.COSTS))
    figure = cost.draw(pd.DataFrame([*FEW, lost]), simulated=False)
    assert "did not train" in [t.get_text() for t in figure.legends[0].get_texts()]
    for panel in figure.axes:
        assert "lost" in {text.get_text() for text in panel.texts}


@pytest.mark.parametrize("accuracy", [0.05, 0.2, 0.75, 0.99])
def test_the_marks_of_what_did_not_train_are_inside_the_axes(accuracy):
    lost = row("lost", accuracy, 50.0, status="collapsed")
    figure = cost.draw(pd.DataFrame([*FEW, lost]), simulated=False)
    figure.canvas.draw()
    for panel in figure.axes:
        frame = panel.get_window_extent()
        marks = [line for line in panel.lines if line.get_marker() in ("v", "X")]
        assert len(marks) == 1
        size = marks[0].get_markersize() / 2 * figure.dpi / 72
        [(x, y)] = panel.transData.transform(marks[0].get_xydata())
        assert frame.x0 <= x - size and x + size <= frame.x1
        assert frame.y0 <= y - size and y + size <= frame.y1


def test_without_any_that_trained_there_is_no_front():
    table = pd.DataFrame([*FEW]).assign(status="collapsed")
    assert not cost.numbers(table)["pareto"].any()
    assert len(cost.draw(table, simulated=False).axes) == 4


def test_many_models_are_drawn_and_their_names_cover_none_of_each_other(tmp_path):
    draw = np.random.default_rng(1).uniform(size=(20, 2))
    table = pd.DataFrame(
        row(f"model_{n}", 0.6 + 0.3 * a, 10 ** (1 + 5 * p))
        for n, (a, p) in enumerate(draw)
    )
    figure = cost.draw(table, simulated=True)
    style.save(figure, tmp_path / "a.png", tmp_path / "a.pdf")
    boxes = [Text.get_window_extent(text) for text in figure.axes[0].texts]
    assert len(boxes) > 10
    for place, box in enumerate(boxes):
        assert not any(box.overlaps(other.shrunk(0.9, 0.6)) for other in boxes[:place])
