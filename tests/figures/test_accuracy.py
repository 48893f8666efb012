import numpy as np
import pandas as pd
import pytest
from PIL import Image

from galaxybench.comparison.summary import CALIBRATION
from galaxybench.figures import accuracy, style
from tests.helpers.figure_setup import rows, table, texts


def row(recipe, model, share):
    return {
        "dataset": "galaxies",
        "split": "holdout",
        "scheme": "holdout",
        "recipe": recipe,
        "model": model,
        "seed": 0,
        "status": "ok",
        "test_images": 400,
        "accuracy": share,
        "accuracy_low": share - 0.04,
        "accuracy_high": share + 0.04,
        "majority_baseline": 0.2,
        "balanced_accuracy": share,
        "macro_f1": share,
        **dict.fromkeys(CALIBRATION, np.nan),
        "parameters": np.nan,
        "train_seconds": np.nan,
    }


@pytest.mark.parametrize(("models", "recipes"), [(85, 1), (30, 3)])
def test_accuracy_of_many_models_is_readable(models, recipes, tmp_path):
    runs = rows(models, 3, [f"recipe_{number}" for number in range(recipes)])
    figure = accuracy.draw(table(runs), simulated=True)
    style.save(figure, tmp_path / "a.png", tmp_path / "a.pdf")
    with Image.open(tmp_path / "a.png") as image:
        width, height = image.size
    assert width >= 1000
    assert height <= 1600
    dpi = width / style.WIDTH
    labels = [label for axes in figure.axes for label in axes.get_yticklabels()]
    assert min(label.get_fontsize() for label in labels) * dpi / 72 >= 10  # pixels
    boxes = [label.get_window_extent() for label in figure.axes[0].get_yticklabels()]
    for below, above in zip(boxes, boxes[1:], strict=False):
        assert below.y1 <= above.y1 - 0.6 * below.height


@pytest.mark.parametrize(("baseline", "left"), [(0.55, 98), (0.985, 98)])
def test_a_far_baseline_does_not_press_the_runs_into_a_corner(baseline, left):
    runs = table(rows(1)).assign(
        accuracy=0.995,
        accuracy_low=0.993,
        accuracy_high=0.997,
        majority_baseline=baseline,
    )
    figure = accuracy.draw(runs, simulated=False)
    assert figure.axes[0].get_xlim()[0] > left
    assert any("55.0 %, off to the left" in text for text in texts(figure)) == (
        baseline == 0.55
    )


def test_models_keep_their_colours_and_the_rest_has_panels_of_its_own():
    rows = [
        row("quick", "dense", 0.6),
        row("quick", "lenet5", 0.7),
        row("ensemble", "all", 0.8),
        row("external", "colleague", 0.75),
    ]
    figure = accuracy.draw(pd.DataFrame(rows), simulated=False)
    titles = [panel.get_title(loc="left") for panel in figure.axes]
    assert titles == ["recipe quick", "ensembles of these runs", "predicted elsewhere"]
    colours = [
        [line.get_color() for line in panel.lines if line.get_marker() == "o"]
        for panel in figure.axes
    ]
    expected = style.colours(["dense", "lenet5"])
    assert colours[0] == [expected["dense"], expected["lenet5"]]
    assert colours[1] == colours[2]
    assert colours[1][0] not in expected.values()


def test_every_run_has_a_row_with_its_interval():
    runs = table(rows())
    listed = accuracy.numbers(runs)
    assert len(listed) == len(runs)
    assert listed["accuracy_low"].tolist() == runs["accuracy_low"].tolist()


def test_what_did_not_train_is_at_the_bottom_and_inside_the_axes():
    lost = row("quick", "lost", 0.97) | {"status": "collapsed", "reason": "one class"}
    runs = [row("quick", "a", 0.9), row("quick", "b", 0.5), lost]
    figure = accuracy.draw(pd.DataFrame(runs), simulated=False)
    [panel] = figure.axes
    names = [label.get_text() for label in panel.get_yticklabels()]
    assert names == ["lost", "b", "a"]
    [cross] = [line for line in panel.lines if line.get_marker() == "X"]
    [x], [y] = cross.get_data()
    assert panel.get_xlim()[0] < x < panel.get_xlim()[1]
    assert panel.get_ylim()[0] < y < panel.get_ylim()[1]


def test_a_model_stands_by_its_best_recipe_with_which_it_trained():
    runs = [row("quick", "a", 0.6), row("long", "a", 0.9), row("quick", "b", 0.7)]
    runs[1] |= {"status": "collapsed", "reason": "one class"}
    figure = accuracy.draw(pd.DataFrame(runs), simulated=False)
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert names == ["a", "b"]


@pytest.mark.parametrize(
    ("agreement", "legend"),
    [
        (0.834, "a single volunteer: 83.4 %"),
        (np.nan, None),
    ],
)
def test_a_volunteer_is_a_line_where_images_have_votes(agreement, legend):
    rows = [row("quick", "a", 0.8), row("long", "a", 0.82)]
    runs = pd.DataFrame(rows).assign(volunteer_agreement=agreement)
    figure = accuracy.draw(runs, simulated=False)
    dashed = [
        [line.get_xdata()[0] for line in panel.lines if line.get_linestyle() == "--"]
        for panel in figure.axes
    ]
    assert dashed == ([[pytest.approx(83.4)]] * 2 if legend else [[], []])
    found = {text for text in texts(figure) if "volunteer" in text}
    assert found == ({legend} if legend else set())
    assert accuracy.numbers(runs)["volunteer_agreement"].iloc[0] == pytest.approx(
        agreement, nan_ok=True
    )


def test_a_line_far_above_the_runs_is_named_instead():
    runs = pd.DataFrame([row("quick", "a", 0.05)]).assign(volunteer_agreement=0.9)
    figure = accuracy.draw(runs, simulated=False)
    assert "a single volunteer: 90.0 %, off to the right" in texts(figure)
    assert figure.axes[0].get_xlim()[1] < 30
