import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from galaxybench.report.side_by_side import Side, facts, results, settings
from tests.helpers.fake_runs import FakeExperiment
from tests.helpers.script_setup import run_script


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two experiments on the same images: other strengths, another recipe."""
    found = []
    for name, strengths, seeds in (
        ("old", (1.5, 0.5), (0,)),
        ("new", (1.5, 1.4), (0,)),
    ):
        fake = FakeExperiment(
            tmp_path_factory.mktemp(name),
            dict(zip(("lenet5", "dense"), strengths, strict=True)),
            classes=["A", "B", "C"],
            seeds=seeds,
            recipes=("base",) if name == "old" else ("improved",),
        )
        fake.score()
        fake.record()
        found.append(fake)
    return found


def side(fake, name: str) -> Side:
    return Side(
        name,
        pd.read_csv(fake.result("metrics.csv")),
        json.loads(fake.result("record.json").read_text()),
        pd.read_csv(fake.result("answers.csv")),
    )


@pytest.fixture
def sides(made):
    return side(made[0], "old"), side(made[1], "new")


def test_models_are_tested_on_the_images_they_share(sides):
    (place,) = results(*sides)
    assert place["same"] and len(place["rows"]) == 2
    row = next(row for row in place["rows"] if row["model"] == "dense")
    assert row["recipes"] == "base → improved"
    old, new = (s.answers for s in sides)
    first = (old["base/dense/0"] == old["label"]).to_numpy()
    second = (new["improved/dense/0"] == new["label"]).to_numpy()
    test = row["test"]
    assert test["difference"] == pytest.approx(second.mean() - first.mean())
    assert test["difference"] > 0 and test["low"] <= test["difference"] <= test["high"]
    # A paired t test with two images more; Holm doubles the smaller of two p values.
    d, n = second.astype(float) - first, len(second)
    t = d.mean() / np.sqrt(d.var(ddof=1) / n + 2 / n**2)
    p = {r["model"]: r["test"]["p"] for r in place["rows"]}
    assert test["name"] == "paired t"
    alone = 2 * stats.t.sf(t, n - 1)
    assert p["dense"] in (pytest.approx(alone), pytest.approx(2 * alone))


def test_the_order_of_the_images_does_not_matter(sides):
    old, new = sides
    shuffled = old.answers.sample(frac=1, random_state=0)
    assert results(Side("old", old.table, old.record, shuffled), new) == results(
        old, new
    )


@pytest.mark.parametrize("column", ["content", "label"])
def test_other_images_or_labels_give_no_difference(sides, column):
    old, new = sides
    answers = new.answers.copy()
    answers.loc[0, column] = "ff" * 32 if column == "content" else 2
    (place,) = results(old, Side("new", new.table, new.record, answers))
    assert not place["same"]
    assert all(row["test"] is None for row in place["rows"])


def test_fewer_images_are_others(sides):
    old, new = sides
    (place,) = results(Side("old", old.table, old.record, old.answers[1:]), new)
    assert not place["same"]


def test_data_sets_that_they_do_not_share_are_not_compared(sides):
    old, new = sides
    table = new.table.assign(dataset="stars")
    assert results(old, Side("new", table, new.record, new.answers)) == []


def test_a_model_with_several_recipes_is_matched_by_recipe(sides):
    old, new = sides
    more = pd.concat([new.table, new.table.assign(recipe="base")], ignore_index=True)
    answers = new.answers.copy()
    for model in ("lenet5", "dense"):
        answers[f"base/{model}/0"] = answers[f"improved/{model}/0"]
    (place,) = results(old, Side("new", more, new.record, answers))
    assert [row["recipes"] for row in place["rows"]] == ["base", "base"]
    (place,) = results(Side("x", more, new.record, answers), old)
    assert len(place["rows"]) == 2


def test_settings_and_facts_that_differ_are_listed(sides):
    old, new = sides
    (row,) = settings(old, new)
    assert row == {
        "setting": "batch_size", "recipes": "base → improved", "models": [],
        "old": "68", "new": "72",
    }  # fmt: skip
    dense = next(r for r in new.record["runs"] if r["model_name"] == "dense")
    dense["model"]["options"]["dropout"] = 0.5
    last = settings(old, new)[-1]
    assert (last["setting"], last["models"]) == ("model.options.dropout", ["dense"])
    assert facts(old, new) == []
    for run in new.record["runs"]:
        run["versions"] = {"keras": "9.9"}
    assert ("keras", "3.15.0", "9.9") in facts(old, new)


def page(old, new, tmp_path) -> str:
    run_script(
        "compare",
        input={
            "tables": [old / "metrics.csv", new / "metrics.csv"],
            "records": [old / "record.json", new / "record.json"],
            "answers": [old / "answers.csv", new / "answers.csv"],
        },
        output={"report": tmp_path / "report.html"},
        params={"names": ["old", "<new>"]},
        log=[str(tmp_path / "log")],
    )
    return (tmp_path / "report.html").read_text()


def test_the_page_says_what_differs_or_that_nothing_may_be_said(made, tmp_path):
    old, own = (each.result("metrics.csv").parent for each in made)
    text = page(old, own, tmp_path)
    assert "&lt;new&gt;" in text and "<new>" not in text
    assert "paired t" in text and "batch_size" in text
    assert "SIMULATED DATA: galaxies." in text
    other = tmp_path / "other"
    other.mkdir()
    for name in ("metrics.csv", "record.json"):
        (other / name).write_text((own / name).read_text())
    answers = pd.read_csv(own / "answers.csv")
    answers["content"] = np.arange(len(answers)).astype(str)
    answers.to_csv(other / "answers.csv", index=False)
    text = page(old, other, tmp_path)
    assert "test images are not the same" in text and "paired t" not in text
    table = pd.read_csv(own / "metrics.csv").assign(dataset="stars")
    table.to_csv(other / "metrics.csv", index=False)
    text = page(old, other, tmp_path)
    assert "no data set and split in common" in text and "Their names in the" in text


def test_a_difference_of_nothing_has_no_sign(made, tmp_path):
    own = made[0].result("metrics.csv").parent
    text = page(own, own, tmp_path)
    assert ">0 <span" in text and "−0 " not in text and "−0.0" not in text
