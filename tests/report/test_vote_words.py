"""What the page says of votes."""

import pandas as pd
import pytest

from galaxybench.report.vote_words import ceiling, section
from tests.helpers.fake_runs import FakeExperiment
from tests.helpers.made_rows import made_row
from tests.helpers.page_parser import section as part_of

NBSP = "\N{NO-BREAK SPACE}"


def summary(*accuracies, agreement=0.8):
    return pd.DataFrame(
        {
            "recipe": "quick",
            "model": list("abc"[: len(accuracies)]),
            "accuracy": accuracies,
            "volunteer_agreement": agreement,
            "votes_least_log_loss": 0.4,
            "votes_log_loss": [0.5, None, 0.7][: len(accuracies)],
        }
    )


def rows(*models, split="holdout", agreement=0.9, deviation=0.1):
    per_class = [
        {"class": "disk", "images": 10, "volunteer_agreement": agreement,
         "votes_deviation": deviation},
        {"class": "star", "images": 0, "volunteer_agreement": None,
         "votes_deviation": deviation},
    ]  # fmt: skip
    metrics = {"votes_per_class": per_class}
    return [made_row(m, split=split, recipe="quick", metrics=metrics) for m in models]


@pytest.mark.parametrize(
    ("accuracies", "says"),
    [
        ((0.7, 0.6), "No model does."),
        ((0.9, 0.6), "a does."),
        ((0.9, 0.85, 0.6), "a and b do."),
        ((0.9, 0.85), "All models do."),
    ],
)
def test_models_above_a_volunteer_are_named(accuracies, says):
    found = section(summary(*accuracies), rows("a", "b", "c"))
    assert f"agrees with it in 80.0{NBSP}% of cases" in found["sentences"][0]
    assert f"not with one. {says}" in found["sentences"][1]


def test_models_without_probabilities_are_left_out_of_the_tables():
    found = section(summary(0.9, 0.85, 0.6), rows("a", "b", "c"))
    assert [row["model"] for row in found["models"]] == ["a", "c"]
    assert found["least"] == pytest.approx(0.4)


def test_classes_are_averaged_over_splits_and_deviations_over_runs():
    given = rows("a", deviation=0.1) + rows(
        "a", split="b", agreement=0.7, deviation=0.3
    )
    disk, star = section(summary(0.9), given)["classes"]
    assert disk["images"] == 20 and disk["agreement"] == pytest.approx(0.8)
    assert disk["deviations"] == [pytest.approx(0.2)]
    assert star["agreement"] is None


def test_without_votes_nothing_is_said():
    none = summary(0.9, agreement=float("nan"))
    assert section(none, []) is None and ceiling(none) == []
    assert section(none.drop(columns="volunteer_agreement"), []) is None


class Voted(FakeExperiment):
    votes = True


def test_the_page_has_a_section_a_sentence_and_a_caption(tmp_path):
    classes = ["disk", "smooth", "star"]
    fake = Voted(tmp_path, {"lenet5": 1.5, "dense": 0.5}, classes=classes)
    fake.score()
    fake.plot()
    page = fake.report().read_text(encoding="utf-8")
    assert 'id="votes"' in page
    assert f"agrees with it in 70.0{NBSP}% of cases" in page
    assert "A single volunteer agrees with these labels" in part_of(page, "answer")
    assert "Dashed: how often a single volunteer" in page
    table = pd.read_csv(fake.result("metrics.csv"))
    assert table["volunteer_agreement"].tolist() == pytest.approx([0.7, 0.7])
    for value in table["votes_log_loss"]:
        assert f">{value:.3f}<" in page
