"""Runs put together: by hand on few images."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from galaxybench.config.runs import Run
from galaxybench.evaluation.ensembles import ensemble, score_ensemble
from galaxybench.evaluation.rows import Row
from tests.helpers.made_rows import made_row

LABELS = [0, 1, 2]


def member(
    model, probabilities, val_accuracy=0.5, *, best_epoch=1, labels=LABELS
) -> Row:
    probabilities = np.asarray(probabilities, dtype=float)
    predictions = pd.DataFrame(
        {
            "index": range(len(labels)),
            "source_index": np.arange(len(labels)) + 40,
            "label": labels,
            "predicted": probabilities.argmax(axis=1),
        }
    ).join(pd.DataFrame(probabilities).add_prefix("p"))
    history = pd.DataFrame(
        {
            "epoch": [1, 2],
            "val_accuracy": [val_accuracy, 1.0],
            "val_loss": [1.0, 0.1],
        }
    )
    return made_row(
        model,
        description={
            "parameters": 10,
            "train_seconds": 1.5,
            "flops": 7,
            "best_epoch": best_epoch,
        },
        predictions=predictions,
        history=history,
    )


SURE = member("sure", [[1.0, 0.0, 0.0], [0.9, 0.1, 0.0], [0.0, 0.1, 0.9]], 0.7)
SHY = member("shy", [[0.3, 0.4, 0.3], [0.3, 0.5, 0.2], [0.4, 0.3, 0.3]], 0.8)
WRONG = member("wrong", [[0.2, 0.5, 0.3], [0.3, 0.4, 0.3], [0.6, 0.2, 0.2]], 0.6)


def test_the_mean_of_probabilities():
    table, made_of = ensemble([SURE, SHY, WRONG], "mean", None, 3)
    assert list(table) == "index source_index label predicted p0 p1 p2".split()
    assert table["source_index"].tolist() == [40, 41, 42]
    np.testing.assert_allclose(table["p0"], [1.5 / 3, 1.5 / 3, 1.0 / 3])
    np.testing.assert_allclose(table["p2"], [0.6 / 3, 0.5 / 3, 1.4 / 3])
    assert table["predicted"].tolist() == [0, 0, 2]
    assert [made["model"] for made in made_of["members"]] == ["sure", "shy", "wrong"]


def test_a_vote_counts_answers_and_not_how_sure_they_are():
    table, _ = ensemble([SURE, SHY, WRONG], "vote", None, 3)
    assert table["predicted"].tolist() == [1, 1, 0]
    np.testing.assert_allclose(table["p1"], [2 / 3, 2 / 3, 0])


def test_equal_votes_are_decided_by_the_mean_probability():
    table, _ = ensemble([SURE, SHY], "vote", None, 3)
    assert table["predicted"].tolist() == [0, 0, 2]
    table, _ = ensemble([SHY, SURE], "vote", None, 3)
    assert table["predicted"].tolist() == [0, 0, 2]
    np.testing.assert_allclose(table[["p0", "p1", "p2"]].iloc[0], [0.5, 0.5, 0])


def test_a_class_without_votes_cannot_win_by_its_mean():
    """Both are nearly as sure of the third class, which neither of them answers."""
    first = member("first", [[0.51, 0.0, 0.49]], labels=[0])
    second = member("second", [[0.0, 0.52, 0.48]], labels=[0])
    assert ensemble([first, second], "mean", None, 3)[0]["predicted"].tolist() == [2]
    assert ensemble([first, second], "vote", None, 3)[0]["predicted"].tolist() == [1]


def test_the_best_are_chosen_by_the_validation_accuracy_of_the_epoch_kept():
    _, made_of = ensemble([WRONG, SURE, SHY], "mean", 2, 3)
    chosen = [(made["model"], made["val_accuracy"]) for made in made_of["members"]]
    assert chosen == [("sure", 0.7), ("shy", 0.8)]
    assert (made_of["best"], made_of["candidates"]) == (2, 3)
    later = member("later", np.eye(3), 0.0, best_epoch=2)
    _, made_of = ensemble([SHY, SURE, later], "mean", 2, 3)
    assert [made["model"] for made in made_of["members"]] == ["shy", "later"]


def test_a_member_that_never_learned_is_the_last_to_be_chosen():
    lost = member("lost", np.eye(3), 0.9, best_epoch=0)
    _, made_of = ensemble([lost, SURE, SHY], "mean", 2, 3)
    assert [made["model"] for made in made_of["members"]] == ["sure", "shy"]


def test_costs_are_those_of_the_members_together():
    _, made_of = ensemble([WRONG, SURE, SHY], "mean", 2, 3)
    costs = [made_of[key] for key in ("parameters", "flops", "train_seconds")]
    assert costs == [20, 14, 3.0]
    unknown = replace(SHY, description=SHY.description | {"flops": None})
    _, made_of = ensemble([SURE, unknown], "mean", None, 3)
    assert (made_of["flops"], made_of["parameters"]) == (None, 20)


def test_members_on_other_test_images_are_refused():
    moved = SHY.predictions.assign(source_index=[40, 42, 41])
    folder = "galaxies/holdout/baseline/shy/seed-0"
    with pytest.raises(
        ValueError, match=f"{folder}: .* source_index 42 in row 1, .*/sure/.* has 41"
    ):
        ensemble([SURE, replace(SHY, predictions=moved)], "mean", None, 3)
    other = member("other", [[1, 0, 0]] * 3, labels=[0, 1, 1])
    with pytest.raises(ValueError, match="other/seed-0: .* label 1 in row 2, .* 2: "):
        ensemble([SURE, other], "mean", None, 3)
    for shape in ((2, 3), (3, 2)):
        smaller = member("smaller", np.full(shape, 0.5), labels=LABELS[: shape[0]])
        with pytest.raises(ValueError, match="smaller.*predict both on the same"):
            ensemble([SURE, smaller], "mean", None, 3)


def test_only_probabilities_have_a_log_loss():
    classes = ["a", "b", "c"]
    mean, _ = ensemble([SURE, SHY], "mean", None, 3)
    scores = score_ensemble(mean, "mean", classes)
    assert scores["log_loss"] == pytest.approx(-np.log([0.65, 0.3, 0.6]).mean())
    assert scores["accuracy"] == pytest.approx(2 / 3)
    assert (scores["val_accuracy"], scores["status"]) == (None, "ok")
    vote, _ = ensemble([SURE, SHY], "vote", None, 3)
    scores = score_ensemble(vote, "vote", classes)
    assert (scores["log_loss"], scores["status"]) == (None, "ok")
    assert scores["ece"] is scores["ece_expected"] is scores["ece_limit"] is None


def test_groups_of_images_widen_the_interval_of_an_ensemble():
    table, _ = ensemble([SURE, SHY], "mean", None, 3)
    classes = ["a", "b", "c"]
    alone = score_ensemble(table, "mean", classes)
    together = score_ensemble(table, "mean", classes, np.zeros(len(LABELS)))
    assert together["accuracy_low"] < alone["accuracy_low"]


def test_an_ensemble_of_one_answer_is_named_as_collapsed():
    same = [member(name, [[0.9, 0.1, 0.0]] * 3) for name in ("a", "b")]
    table, _ = ensemble(same, "mean", None, 3)
    assert score_ensemble(table, "mean", ["x", "y", "z"])["status"] == "collapsed"


def outside(name, predicted, p=None, seed=0):
    """Predictions made elsewhere, with or without probabilities."""
    known = {"index": range(3), "source_index": [40, 41, 42], "label": LABELS}
    table = pd.DataFrame(known | {"predicted": predicted})
    if p is not None:
        table = table.join(pd.DataFrame(p).add_prefix("p"))
    run = Run("galaxies", "holdout", "external", name, seed)
    return replace(made_row(name, description={}, predictions=table), run=run)


def test_outside_predictions_vote_without_probabilities():
    rows = [outside("a", [0, 1, 2]), outside("b", [1, 1, 0]), outside("c", [2, 1, 0])]
    table, made_of = ensemble(rows, "vote", None, 3)
    assert table["predicted"].tolist() == [0, 1, 0]  # a tie: the first class
    assert made_of["ties"] == 1
    assert made_of["flops"] is None
    assert [member["val_accuracy"] for member in made_of["members"]] == [None] * 3
    table, made_of = ensemble([*rows[:2], SURE], "vote", None, 3)
    assert table["predicted"].tolist() == [0, 1, 2] and made_of["ties"] == 0


def test_a_mean_needs_the_probabilities_of_every_member():
    p = [[0.2, 0.8, 0.0], [0.0, 1.0, 0.0], [0.4, 0.3, 0.3]]
    table, _ = ensemble([SURE, outside("a", [1, 1, 0], p)], "mean", None, 3)
    np.testing.assert_allclose(table["p0"], [0.6, 0.45, 0.2])
    with pytest.raises(ValueError, match="external a-seed1: has class numbers alone"):
        ensemble([SURE, outside("a", [0, 1, 2], seed=1)], "mean", None, 3)


@pytest.mark.parametrize("method", ["mean", "vote"])
def test_the_votes_of_volunteers_are_scored_where_there_are_probabilities(method):
    table, _ = ensemble([SURE, SHY, WRONG], method, None, 3)
    votes = np.array([[0.8, 0.1, 0.1], [0.2, 0.6, 0.2], [0.0, 0.3, 0.7]])
    scores = score_ensemble(table, method, ["a", "b", "c"], votes=votes)
    assert scores["volunteer_agreement"] == pytest.approx(0.7)
    known = scores["votes_log_loss"], scores["votes_per_class"][0]["votes_deviation"]
    assert all((value is not None) == (method == "mean") for value in known)
    assert scores["votes_per_class"][0]["volunteer_agreement"] == pytest.approx(0.8)
    plain = score_ensemble(table, method, ["a", "b", "c"])
    assert not [key for key in plain if "volunteer" in key or "votes" in key]
