"""What a page shows of an experiment that repeats a study."""

import re

import pandas as pd

from tests.helpers.page_parser import Page, section


def test_reported_figures_stand_beside_ours_by_recipe(study):
    fake, text = study
    Page(text)
    shown = section(text, "reported").replace("\N{NO-BREAK SPACE}", " ")
    table = pd.read_csv(fake.result("metrics.csv"))
    for (_, _), rows in table[table["model"] == "lenet5"].groupby(["scheme", "recipe"]):
        mean = rows["accuracy"].mean()
        difference = f"{100 * (mean - 0.8029):+.2f} points".replace("-", "−")
        assert f"<strong>{100 * mean:.2f} %</strong> ({difference})" in shown
    assert shown.count("<h3>galaxies, split") == 2
    assert "<h3>galaxies: not run here</h3>" in shown
    assert "Nobody &amp; Son 2026: read off a plot" in shown
    # Scored on the training part: all right, by the fake.
    assert shown.count("<strong>100.0 %</strong> (+59.0 points)") == 2
    assert '<a href="#reported">' in text


def test_a_page_without_reported_figures_has_no_such_section(text):
    assert "Reported and reproduced" not in text


def test_models_and_recipes_are_crossed(study, text):
    _, page = study
    assert "<h3>Models and recipes</h3>" in section(text, "models")
    shown = section(page, "models")
    assert shown.count("<h4>Models and recipes</h4>") == 2
    assert shown.count("difference, points") == 2


def test_the_number_of_training_images_is_studied_where_splits_allow_it(study, text):
    _, page = study
    none = "no smaller number of training images is shown to be as good as all"
    assert page.count(f"{none} 24 within the margin of 1") == 8  # in the answer, too
    assert len(re.findall(r">1/2</td>\s*<td [^>]*>12</td>", page)) == 4
    assert "number of training images" not in text.lower()


def test_every_class_is_scored_on_both_parts_where_asked(study, text):
    _, page = study
    for shown, train in ((page, True), (text, False)):
        classes = section(shown, "classes")
        assert classes.count("mean of the classes") >= 4
        assert ("recall, train" in classes) == train
