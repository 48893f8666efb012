"""A user's text is text everywhere: in figures, tables, pages and on the terminal."""

import warnings
from pathlib import Path

import matplotlib
import pytest
from matplotlib.text import Text

from galaxybench.figures import style
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
