"""A user's text is text everywhere: in figures, tables, pages and on the terminal."""

import csv
import re
import warnings
from pathlib import Path

import matplotlib
import pandas as pd
import pytest
from matplotlib.text import Text
from PIL import Image

from galaxybench.figures import style
from galaxybench.spreadsheets import restored
from tests.helpers.named_figures import figures

NAMES = [
    "cost $5 to $7",
    "$x_$",
    "星系 一",
    "😀🌌",
    "مجرة حلزونية",
    "e\u0301toile",
    "<b>&amp;\"'`</b>",
    "=1+1|' /C calc'!A0",
    "\\alpha {x} ^_% #",
    "\udcff\n\r\x1b[31m" + "x" * 200,
]
MODELS = ["$x_$", "a_$5", "b_$7_$", "$$"]
FIGURES = sorted(figures(NAMES, MODELS))


def test_every_figure_is_tried():
    folder = Path(style.__file__).parent
    drawing = {
        path.stem for path in folder.glob("*.py") if "\ndef draw(" in path.read_text()
    }
    assert drawing == set(FIGURES)


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_draws_any_name(figure, tmp_path):
    with warnings.catch_warnings(action="error"):
        drawn = figures(NAMES, MODELS)[figure]()
        style.save(drawn, tmp_path / "a.png", tmp_path / "a.pdf")
    texts = [text for text in drawn.findobj(Text) if text.get_text()]
    assert any("$" in text.get_text() for text in texts)
    assert not [text.get_text() for text in texts if text.get_parse_math()]


def test_no_figure_asks_for_formulas_itself():
    for path in Path(style.__file__).parent.glob("*.py"):
        text = path.read_text()
        assert ("parse_math" in text) == (path.name == "style.py"), path
        assert ("import shortened" in text) == (path.name == "lettering.py"), path
    assert matplotlib.rcParams["text.parse_math"] is False


FILES = [
    "=1+1.png",
    "-2+3.png",
    "+a.png",
    "@SUM(A1).png",
    "\t=1.png",
    "Icon\r.png",
    "two\nlines.png",
    "\x1b[2J.png",
    "it's 'quoted', \"twice\".png",
    "'=1.png",
    b"\xff.png".decode("utf-8", "surrogateescape"),
]
CLASSES = ["=cmd|' /C calc'!A0", "-1", "cost $5 to $7"]


@pytest.fixture
def classifier(tmp_path):
    """A model of three classes with the names CLASSES."""
    import keras

    from galaxybench.networks.model_card import write_card

    inputs = keras.Input((8, 8, 3))
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.Rescaling(1 / 50)(inputs))
    path = tmp_path / "m.keras"
    keras.Model(inputs, keras.layers.Softmax()(x)).save(path)
    write_card(path, {"classes": CLASSES})
    return path


def classify(job, classifier):
    asked = {"model": str(classifier), "images": "in", "views": "none"}
    names = {"predictions": "p.csv", "refused": "r.csv", "description": "d.json"}
    return job(
        "classify_images",
        keras=True,
        input={"model": str(classifier)},
        output=names,
        params={"asked": asked},
        threads=1,
    )


def table(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_no_file_or_class_is_a_formula_and_none_is_lost(job, classifier):
    case = classify(job, classifier)
    (case.folder / "in").mkdir()
    for number, name in enumerate(FILES):
        colour = (0, 200, 0) if number % 2 else (200, 0, 0)
        Image.new("RGB", (8, 8), colour).save(case.folder / "in" / name)
    for name in ("=gone.png", "bad\r.png"):
        (case.folder / "in" / name).write_text("")
    ended = case.passes("bad\\x0d.png cannot be read")
    assert "\x1b" not in ended.terminal
    heading, *rows = table(case.folder / "p.csv")
    assert heading[4:] == [f"p_{name}" for name in CLASSES]
    named = [*FILES[:-1], r"\xff.png"]
    assert sorted(restored(row[0]) for row in rows) == sorted(named)
    assert len(pd.read_csv(case.folder / "p.csv")) == len(FILES)
    assert {restored(row[2]) for row in rows} == set(CLASSES[:2])
    _, *refused = table(case.folder / "r.csv")
    assert [restored(row[0]) for row in refused] == ["=gone.png", "bad\r.png"]
    for cell in sum([*rows, *refused], []):
        assert not re.match(r"[=+\-@\t\r\n]", cell) or float(cell) == -1
    drawn = job(
        "plot_contact_sheet",
        input={"predictions": "p.csv", "refused": "r.csv", "description": "d.json"},
        output={"png": "a.png", "pdf": "a.pdf"},
    ).passes()
    assert "Warning" not in drawn.terminal


def test_a_model_whose_class_names_cannot_be_printed_gets_numbers(job, classifier):
    from galaxybench.networks.model_card import write_card

    write_card(classifier, {"classes": ["a\x1b[2J", "b", "c"]})
    case = classify(job, classifier)
    (case.folder / "in").mkdir()
    Image.new("RGB", (8, 8), (200, 0, 0)).save(case.folder / "in/a.png")
    case.passes("m.keras does not hold the names of its 3 classes", "U+001B")
    assert table(case.folder / "p.csv")[1][:3] == ["a.png", "0", "class_0"]


@pytest.mark.parametrize("name", ["old {}", "it's $HOME", "星系 %s", "x" * 200])
def test_a_copy_of_an_experiment_may_have_any_name(planned, name):
    case = planned({"compared": f"tiny,{name}"}, "compare")
    write_experiments(case.folder, name)
    case.passes("results/comparisons/tiny-")


def test_a_copy_whose_name_snakemake_would_change_is_refused(planned):
    case = planned({"compared": "tiny,{old}"}, "compare")
    write_experiments(case.folder, "{old}")
    ended = case.run()
    assert ended.code == 1
    assert "compared: got '{old}', in which Snakemake would replace {old}" in (
        ended.terminal
    )


def write_experiments(folder, name):
    for place in (folder / name, folder / "results/experiments/tiny"):
        place.mkdir(parents=True)
        for file in ("metrics.csv", "record.json", "answers.csv"):
            (place / file).touch()


def test_predictions_whose_name_snakemake_would_change_are_refused(planned):
    def asked(file):
        entry = {"file": file, "dataset": "sky", "split": "part"}
        return {"experiments": {"tiny": {"predictions": {"other": entry}}}}

    case = planned(asked("p_{entry}.csv"))
    for file in ("p_{entry}.csv", "p_other.csv", "p{}.csv"):
        (case.folder / file).write_text("predict,test\n")
    case.refused("experiments.tiny.predictions.other.file", "replace {entry}: rename")
    planned(asked("p{}.csv")).passes("import_predictions")


@pytest.mark.parametrize("name", ["{new}", "it's $HOME {0}", "星系", "a%b; `id`"])
def test_images_to_classify_may_have_any_name(planned, name):
    case = planned({"images": name, "model": f"{name}.keras"}, "classify")
    (case.folder / name).mkdir()
    (case.folder / name / "{x}.png").touch()
    (case.folder / f"{name}.keras").touch()
    case.passes("results/classified/", name)
