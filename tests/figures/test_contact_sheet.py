import numpy as np
import pytest
from PIL import Image

from galaxybench.figures import contact_sheet, style
from galaxybench.figures.contact_sheet import Classified
from galaxybench.spreadsheets import write_rows


def result(count, refused=0, names=None, shape=(8, 8, 3), model="m.keras"):
    rng = np.random.default_rng(0)
    predicted = rng.integers(0, 3, count)
    return Classified(
        model,
        "/data/in/",
        names or [f"folder/image {n}.jpg" for n in range(count)],
        predicted,
        [f"Class {n} with a long name, $x_1$" for n in predicted],
        rng.uniform(0.4, 1, count).astype(np.float32),
        refused,
        False,
        lambda row: np.full(shape, row % 256, np.uint8),
    )


@pytest.mark.parametrize(
    ("counts", "expected"),
    [([3, 0, 2], [3, 0, 2]), ([1000, 3, 500], [26, 3, 27]), ([56], [56])],
)
def test_classes_share_the_sheet_as_their_sizes_allow(counts, expected):
    predicted = np.repeat(np.arange(len(counts)), counts)
    probability = np.linspace(0.3, 1, len(predicted))
    rows = contact_sheet.chosen(predicted, probability)
    assert len(set(rows)) == len(rows)
    drawn = np.bincount(predicted[rows], minlength=len(counts)).tolist()
    assert drawn == expected
    assert (np.diff(predicted[rows]) >= 0).all()
    for label in np.unique(predicted):
        own = probability[[row for row in rows if predicted[row] == label]]
        assert (np.diff(own) < 0).all()
        every = probability[predicted == label]
        assert own[0] == every.max() and own[-1] == every.min()


def test_more_classes_than_places_do_not_fail():
    rows = contact_sheet.chosen(np.arange(200), np.ones(200))
    assert len(rows) == contact_sheet.COLUMNS * contact_sheet.ROWS


@pytest.mark.parametrize(("count", "shape"), [(1, (8, 8, 1)), (300, (6, 9, 3))])
def test_every_image_has_class_probability_and_name_under_it(count, shape, tmp_path):
    one = result(count, shape=shape)
    figure = contact_sheet.draw(one)
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    rows = contact_sheet.chosen(one.predicted, one.probability)
    assert len(texts) == len(rows)
    for row, text in zip(rows, texts, strict=True):
        assert text.startswith(f"Class {one.predicted[row]} with")
        assert f"{100 * one.probability[row]:.1f}" in text
        assert text.endswith(f"image {row}.jpg"[-13:])
    style.save(figure, tmp_path / "sheet.png", tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.png").stat().st_size > 1000


def test_a_name_of_bytes_that_are_no_text_can_be_drawn(tmp_path):
    names = [r"\xff.png"]
    figure = contact_sheet.draw(result(1, names=names))
    style.save(figure, tmp_path / "sheet.png", tmp_path / "sheet.pdf")


@pytest.mark.parametrize(
    ("model", "count", "refused", "expected"),
    [
        (
            "results/runs/a/b/c/d/seed-0/model.keras",
            1,
            0,
            "in by a/b/c/d/seed-0: 1 image",
        ),
        ("/far/away/m.keras", 300, 2, "in by m.keras: 56 of 300 images, 2 refused"),
    ],
)
def test_the_title_says_what_by_which_and_how_many(model, count, refused, expected):
    said = contact_sheet.title(result(count, refused=refused, model=model))
    assert said == expected


def test_what_was_written_is_read_with_the_images_as_the_model_saw_them(tmp_path):
    odd = r"\xff.png"
    rows = [
        ["b.png", 1, "second", "0.75", "0.25", "0.75"],
        [odd, 0, "=f", "1", "1", "0"],
        ["-c\r\n.png", 0, "=f", "1", "1", "0"],
    ]
    refused = [["a.png", "two\nlines"], ["Icon\r", "no"]]
    files = {"predictions": rows, "refused": refused}
    for name, lines in files.items():
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as file:
            write_rows(file, [["image", "reason"], *lines])
    for name, colour in (("a", "red"), ("b", "lime"), ("c", "blue")):
        (tmp_path / "in").mkdir(exist_ok=True)
        Image.new("RGB", (16, 16), colour).save(tmp_path / f"in/{name}.png")
    about = {"model": "m.keras", "images": str(tmp_path / "in"), "shape": [8, 8, 3]}
    found = contact_sheet.load(
        tmp_path / "predictions", tmp_path / "refused", about | {"simulated": True}
    )
    assert found.names == ["b.png", odd, "-c\r\n.png"]
    assert found.classes == ["second", "=f", "=f"]
    assert found.predicted.tolist() == [1, 0, 0]
    assert found.probability.tolist() == [0.75, 1, 1] and found.refused == 2
    assert found.simulated and found.model == "m.keras"
    expected = np.full((8, 8, 3), (0, 255, 0), np.uint8)
    np.testing.assert_array_equal(found.read(0), expected)
