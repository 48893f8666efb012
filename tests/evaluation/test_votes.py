"""The votes of all runs on every test image, on tables that can be counted by hand."""

import numpy as np
import pandas as pd
import pytest
from astropy.table import Table

from galaxybench.evaluation import votes
from tests.helpers.made_rows import made_row

OK = {"status": "ok", "classes": ["a", "b", "c"]}
LABELS = [0, 0, 1, 2]


def table(predicted: list[int], sure: float | None = None) -> pd.DataFrame:
    """Predictions of LABELS, with the probability `sure` for what is predicted."""
    result = pd.DataFrame({"label": LABELS, "predicted": predicted})
    if sure is None:
        return result
    p = np.full((len(predicted), 3), (1 - sure) / 2)
    p[np.arange(len(predicted)), predicted] = sure
    return result.join(pd.DataFrame(p).add_prefix("p"))


def counted(*rows: tuple) -> dict[str, votes.Votes]:
    """Count the votes of (predictions, changes of the names or of the status)."""
    made = []
    for predictions, changes in rows:
        names = {key: changes[key] for key in changes if key != "status"}
        metrics = OK | {"status": changes.get("status", "ok")}
        made.append(made_row(**names, metrics=metrics, predictions=predictions))
    return votes.votes(made)


def test_those_on_which_most_runs_agree_come_first():
    ballots = counted(
        (table([1, 1, 1, 0], 0.9), {}),
        (table([2, 1, 0, 0], 0.5), {}),
        (table([1, 1, 0, 0], 0.7), {}),
    )
    found = votes.all_fail(ballots)
    assert found["index"].tolist() == [1, 3, 0]  # one run got image 2 right
    assert found["predicted"].tolist() == [1, 0, 1]
    assert found["share"].tolist() == pytest.approx([1, 1, 2 / 3])
    means = [0.7, 0.7, (0.9 + 0.25 + 0.7) / 3]
    assert found["probability"].tolist() == pytest.approx(means)
    said = "3 of 4 test images fooled all 3 runs"
    assert votes.fooled(ballots, len(found)) == said


def test_of_classes_that_as_many_say_the_surer_one_is_named():
    ballots = counted((table([1] * 4, 0.6), {}), (table([2] * 4, 0.9), {}))
    assert votes.all_fail(ballots)["predicted"].tolist() == [2, 2]


@pytest.mark.parametrize("changes", [{"status": "collapsed"}, {"recipe": "ensemble"}])
def test_runs_in_trouble_and_ensembles_have_no_vote(changes):
    right = table(LABELS, 0.9)
    wrong = table([1, 1, 0, 0], 0.9)
    ballots = counted((wrong, {}), (right, changes))
    assert ballots["holdout"].runs == 1
    assert len(votes.all_fail(ballots)) == 4
    said = "4 of 4 test images fooled the one run"
    assert votes.fooled(ballots, 4) == said


def test_predictions_without_probabilities_vote_too():
    wrong = [1, 1, 0, 0]
    external = {"recipe": "external"}
    both = votes.all_fail(counted((table(wrong, 0.8), {}), (table(wrong), external)))
    assert both["probability"].tolist() == pytest.approx([0.8] * 4)
    assert both["runs"].tolist() == [2] * 4
    alone = votes.all_fail(counted((table(wrong), external)))
    assert alone["index"].tolist() == [0, 1, 2, 3]
    assert alone["probability"].isna().all()


def test_every_fold_is_counted_by_its_own_runs():
    first, second = {"split": "cv2-fold0"}, {"split": "cv2-fold1"}
    ballots = counted(
        (table([1, 0, 1, 2]), first),
        (table([1, 0, 1, 2]), first),
        (table([0, 0, 1, 1]), second),
        (table([0, 0, 1, 1]), second),
    )
    found = votes.all_fail(ballots)
    assert found[["split", "index"]].to_numpy().tolist() == [
        ["cv2-fold0", 0],
        ["cv2-fold1", 3],
    ]
    said = "2 of 8 test images fooled both runs of their fold"
    assert votes.fooled(ballots, len(found)) == said
    ballots = counted((table(LABELS), first), *[(table(LABELS), second)] * 2)
    said = "0 of 8 test images fooled every run of their fold"
    assert votes.fooled(ballots, 0) == said


@pytest.mark.parametrize("status", ["ok", "collapsed"])
def test_none_is_no_error(status):
    ballots = counted((table(LABELS), {"status": status}))
    found = votes.all_fail(ballots)
    catalog = Table({"source_index": np.arange(4), "split_group": np.arange(4)})
    listed = votes.described(found, {"holdout": catalog}, OK["classes"])
    assert list(listed.columns) == [*votes.COLUMNS, "source_index"]
    assert listed.empty
    assert votes.confused(ballots).empty
    assert votes.fooled(ballots, 0) == (
        "0 of 4 test images fooled the one run"
        if status == "ok"
        else "no run has the status ok, so none has a vote"
    )


def test_images_are_described_by_the_catalog_of_their_split():
    catalogs = {
        split: Table(
            {
                "source_index": np.arange(4) + start,
                "id": [f"{split}{n}" for n in range(4)],
                "split_group": np.arange(4),
            }
        )
        for split, start in (("x", 10), ("y", 20))
    }
    wrong = table([1, 0, 1, 1], 0.9)
    ballots = counted((wrong, {"split": "y"}), (wrong, {"split": "x"}))
    listed = votes.described(votes.all_fail(ballots), catalogs, OK["classes"])
    assert listed["id"].tolist() == ["y0", "y3", "x0", "x3"]
    assert listed["source_index"].tolist() == [20, 23, 10, 13]
    assert listed["label"].tolist() == ["a", "c", "a", "c"]
    assert listed["predicted"].tolist() == ["b"] * 4


def test_pairs_are_ordered_by_how_often_they_are_confused():
    ballots = counted((table([1, 1, 1, 1]), {}), (table([1, 2, 0, 1]), {}))
    found = votes.confused(ballots)
    pairs = found[["label", "predicted", "answers"]].to_numpy().tolist()
    assert pairs == [[0, 1, 3], [2, 1, 2], [0, 2, 1], [1, 0, 1]]
    assert found["of_label"].tolist() == [3 / 4, 1, 1 / 4, 1 / 2]
    assert found["of_errors"].tolist() == pytest.approx(np.array([3, 2, 1, 1]) / 7)
    shown = votes.examples(ballots, 0, 1)
    assert shown[["index", "share"]].to_numpy().tolist() == [[0, 1.0], [1, 0.5]]
