import numpy as np
import pandas as pd
import pytest
from PIL import Image

from galaxybench.figures import (
    accuracy,
    confusion,
    learning_curves,
    misclassified,
    samples,
    style,
    tiles,
)
from galaxybench.images.simulated import is_simulated
from tests.helpers.figure_samples import (
    curves,
    images,
    names,
    predictions,
    table,
    texts,
)

CLASSES = [f"Class number {number} with a long name" for number in range(10)]


def draw(figure, simulated):
    runs = names()
    labels = np.repeat(np.arange(10), 4)
    match figure:
        case "accuracy":
            return accuracy.draw(table(runs), simulated=simulated)
        case "learning_curves":
            return learning_curves.draw(*curves(runs), runs, simulated=simulated)
        case "confusion":
            matrix = np.eye(10, dtype=int) * 30 + 2
            metrics = {"classes": CLASSES, "confusion": matrix.tolist()}
            return confusion.draw([metrics] * len(runs), runs, simulated=simulated)
        case "samples":
            return samples.draw(
                images(), labels, CLASSES, title="galaxies", simulated=simulated
            )
        case "misclassified":
            errors = misclassified.most_confident([predictions()] * len(runs), runs)
            return misclassified.draw(
                errors,
                {"holdout": images()},
                CLASSES,
                title="galaxies",
                simulated=simulated,
            )


ALL = ["accuracy", "learning_curves", "confusion", "samples", "misclassified"]


@pytest.mark.parametrize("figure", ALL)
def test_both_files_are_written_and_small_enough(figure, tmp_path):
    png, pdf = tmp_path / "deep" / "a.png", tmp_path / "deep" / "a.pdf"
    style.save(draw(figure, simulated=True), png, pdf)
    with Image.open(png) as image:
        assert 1200 <= max(image.size) <= 1600
        assert min(image.size) >= 400
    assert pdf.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in png.parent.iterdir()) == ["a.pdf", "a.png"]


@pytest.mark.parametrize("figure", ALL)
def test_simulated_data_are_named_in_every_figure(figure):
    assert "SIMULATED DATA" in texts(draw(figure, simulated=True))
    assert "SIMULATED DATA" not in texts(draw(figure, simulated=False))


def test_the_stamp_can_be_seen(tmp_path):
    style.save(draw("accuracy", True), tmp_path / "a.png", tmp_path / "a.pdf")
    with Image.open(tmp_path / "a.png") as image:
        pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)
    assert (pixels == (0xB3, 0x26, 0x1E)).all(axis=1).sum() > 3000


def test_the_same_figure_is_the_same_file(tmp_path):
    for name in ("a", "b"):
        figure = draw("accuracy", True)
        style.save(figure, tmp_path / f"{name}.png", tmp_path / f"{name}.pdf")
    for ending in ("png", "pdf"):
        first, second = (tmp_path / f"{name}.{ending}" for name in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()


def test_every_class_and_model_is_named():
    shown = "\n".join(texts(draw("confusion", False)))
    for number in range(10):
        assert f"Class number {number}" in shown
    for model in range(5):
        assert f"model_{model}" in shown
    assert "Class number 3" in "\n".join(texts(draw("samples", False)))


@pytest.mark.parametrize("count", [10, 13, 41])
def test_confusion_tells_of_numbers_and_names_only_where_they_are(count):
    classes = [f"Class number {number}" for number in range(count)]
    metrics = {"classes": classes, "confusion": np.eye(count, dtype=int).tolist()}
    figure = confusion.draw([metrics], names(1, 1), simulated=False)
    figure.draw_without_rendering()
    shown = "\n".join(texts(figure))
    assert ("number of images" in shown) == (count == 10)
    assert ("Colour: % of the true class" in shown) == (count > 10)
    assert ("Class number 3" in shown) == (count <= 40)


@pytest.mark.parametrize(("models", "recipes"), [(85, 1), (30, 3)])
def test_accuracy_of_many_models_is_readable(models, recipes, tmp_path):
    runs = names(models, 3, [f"recipe_{number}" for number in range(recipes)])
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


def test_only_the_largest_of_many_classes_are_drawn_and_that_is_said():
    labels = np.repeat(np.arange(57), np.r_[np.full(37, 1), np.full(20, 2)])
    classes = [f"Class number {number}" for number in range(57)]
    cube = images(len(labels))
    shown = texts(samples.draw(cube, labels, classes, title="x", simulated=False))
    assert "Training images of the 20 largest of 57 classes: x" in shown
    assert sum("images" in text for text in shown) == 21
    assert samples.largest(labels, 57) == list(range(37, 57))


def test_a_long_title_does_not_run_under_the_stamp():
    long = style.data_label("my_data_set_" * 8, "my_split_" * 8)
    title = f"The most confident errors of every model: {long}"
    figure = style.figure(5, title, simulated=True)
    text, stamp = figure.texts
    assert text.get_window_extent().x1 < stamp.get_window_extent().x0
    assert text.get_fontsize() > 7


def test_the_loss_axis_survives_a_jump_and_a_nan():
    runs = names(models=1)
    for jump in (1e6, np.nan, np.inf):
        figure = learning_curves.draw(*curves(runs, jump), runs, simulated=False)
        assert figure.axes[1].get_ylim()[1] <= 4.0
    every = [log * np.nan for log in curves(runs)[0]]
    learning_curves.draw(every, curves(runs)[1], runs, simulated=False)


def test_samples_are_evenly_spaced():
    labels = np.array([1, 0, 1, 0, 1, 0, 1, 1])
    zero, one, none = samples.choose(labels, [0, 1, 2], 3)
    assert (zero.tolist(), one.tolist(), none.tolist()) == ([1, 3, 5], [0, 4, 7], [])


def test_most_confident_errors_first_and_each_image_once():
    seeds = [
        pd.DataFrame(
            {
                "index": [0, 1, 2],
                "label": [0, 0, 1],
                "predicted": [1, 1, 1],
                "p0": [0.4, 0.1, 0.0],
                "p1": [0.6, first, 1.0],
            }
        )
        for first in (0.7, 0.9)
    ]
    errors = misclassified.most_confident(seeds, names(models=1))
    rows = errors["baseline", "model_0"]
    assert rows["index"].tolist() == [1, 0]
    assert rows["probability"].tolist() == [0.9, 0.6]


def test_a_model_without_errors_says_so():
    right = predictions().assign(predicted=lambda rows: rows["label"])
    errors = misclassified.most_confident([right], names(models=1, seeds=1))
    figure = misclassified.draw(
        errors, {"holdout": images()}, CLASSES, title="x", simulated=False
    )
    assert "no errors on the test images" in texts(figure)


@pytest.mark.parametrize("channels", [1, 2, 3, 5])
def test_tiles_take_any_number_of_channels(channels):
    strip = tiles.strip(list(images(2, 8, channels)), places=3, gap=2)
    assert strip.shape == (8, 28, 3)
    assert (strip[:, 18:] == 255).all()


def test_a_model_has_one_colour_whatever_the_order():
    assert style.colours(["b", "a"]) == style.colours(["a", "b", "a"])


@pytest.mark.parametrize(("text", "simulated"), [("T", True), ("True", True), ("", 0)])
def test_simulated_is_read_from_the_provenance(text, simulated):
    assert is_simulated({"SIMULATED": text}) == simulated
    assert not is_simulated({})


@pytest.mark.parametrize(("baseline", "left"), [(0.55, 98), (0.985, 98)])
def test_a_far_baseline_does_not_press_the_runs_into_a_corner(baseline, left):
    runs = table(names(1)).assign(
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


def test_curves_that_are_all_high_fill_the_axis():
    runs = names(models=1)
    histories, described = curves(runs)
    high = [log.assign(accuracy=0.97, val_accuracy=0.98) for log in histories]
    figure = learning_curves.draw(high, described, runs, simulated=False)
    assert figure.axes[0].get_ylim()[0] == 96
    high[0].loc[0, "accuracy"] = 0.4
    figure = learning_curves.draw(high, described, runs, simulated=False)
    assert figure.axes[0].get_ylim()[0] == 0
