import numpy as np
import pytest
from PIL import Image

from galaxybench.comparison.ranks import ranked, rankings
from galaxybench.figures import ranks, style
from tests.helpers.ranked_models import columns, runs


def drawn(models: int, simulated: bool = False):
    rng = np.random.default_rng(0)
    accuracy = rng.normal(0, 1, (8, models)) + np.linspace(4, 0, models)
    names = [f"{'a_long_name_' * 3}{n}" for n in range(models)]
    ranking = {"scheme": "holdout", "datasets": ["d"] * 8, "refused": None}
    ranking |= ranked(columns(names, accuracy))
    return ranking, ranks.draw(ranking, simulated=simulated)


def texts(figure):
    return [text.get_text() for text in figure.findobj(lambda a: hasattr(a, "_text"))]


@pytest.mark.parametrize("models", [3, 7, 30])
def test_every_model_stands_at_its_rank_and_every_bar_over_its_models(models):
    ranking, figure = drawn(models)
    (panel,) = figure.axes
    dots = [line.get_xdata()[0] for line in panel.lines if line.get_marker() == "o"]
    assert dots == [row["rank"] for row in ranking["rows"]]
    bars = [list(line.get_xdata()) for line in panel.lines if line.get_lw() == 4]
    places = [row["rank"] for row in ranking["rows"]]
    assert bars == [[places[a], places[b]] for a, b in ranking["alike"]]
    shown = texts(figure)
    for row in ranking["rows"]:
        assert any(row["model"] in text for text in shown)
    assert f"critical difference {ranking['critical_difference']:.2f}" in shown


@pytest.mark.parametrize("models", [4, 30])
def test_nothing_leaves_the_figure(models, tmp_path):
    _, figure = drawn(models, simulated=True)
    width, height = figure.canvas.get_width_height()
    for text in figure.findobj(lambda artist: hasattr(artist, "_text")):
        if text.get_text():
            box = text.get_window_extent()
            assert box.x0 >= 0 and box.x1 <= width, text.get_text()
            assert box.y0 >= 0 and box.y1 <= height, text.get_text()
    style.save(figure, tmp_path / "a.png", tmp_path / "a.pdf")
    with Image.open(tmp_path / "a.png") as image:
        assert max(image.size) <= 1600


def test_a_model_that_trained_nowhere_says_so():
    table = runs(datasets=5, models={"lost": 0.9, "a": 0.8, "b": 0.7})
    status = table["status"].mask(table["model"] == "lost", "collapsed")
    [ranking] = rankings(table.assign(status=status))
    assert ranks.numbers(ranking)["untrained"].tolist() == [0, 0, 5]
    named = [
        text for text in texts(ranks.draw(ranking, simulated=False)) if "(" in text
    ]
    assert any("lost (did not train)" in text for text in named)
    assert not any("a (did" in text or "b (did" in text for text in named)


def test_it_says_whether_data_are_simulated():
    assert "SIMULATED DATA" in texts(drawn(3, simulated=True)[1])
    assert "SIMULATED DATA" not in texts(drawn(3)[1])
