"""Scores against votes, by hand and against scipy and scikit-learn."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy.stats import entropy
from sklearn.metrics import log_loss

from galaxybench.evaluation.metrics import score
from galaxybench.evaluation.vote_scores import (
    COLUMNS,
    vote_scores,
    without_probabilities,
)

CLASSES = ["disk", "smooth", "star"]
RNG = np.random.default_rng(4)
P = RNG.dirichlet(np.ones(3), 60)
SHARES = RNG.dirichlet(np.ones(3), 60)


def table(p, shares):
    made = pd.DataFrame(p).add_prefix("p")
    predicted = p.argmax(axis=1)
    return made.assign(label=shares.argmax(axis=1), predicted=predicted)


def test_two_images_by_hand():
    p = np.array([[0.5, 0.5, 0.0], [0.1, 0.7, 0.2]])
    shares = np.array([[0.75, 0.25, 0.0], [0.1, 0.6, 0.3]])
    found = vote_scores(table(p, shares), shares, CLASSES)
    assert found["volunteer_agreement"] == pytest.approx(0.675)
    logs = np.log(0.5), 0.1 * np.log(0.1) + 0.6 * np.log(0.7) + 0.3 * np.log(0.2)
    assert found["votes_log_loss"] == pytest.approx(-sum(logs) / 2)
    assert found["votes_brier"] == pytest.approx((2 * 0.25**2 + 2 * 0.1**2) / 2)
    assert found["votes_deviation"] == pytest.approx((0.5 + 0.2) / 6)
    assert found["votes_per_class"][:2] == [
        {"class": "disk", "images": 1, "volunteer_agreement": 0.75,
         "votes_deviation": pytest.approx(0.125)},
        {"class": "smooth", "images": 1, "volunteer_agreement": 0.6,
         "votes_deviation": pytest.approx(0.175)},
    ]  # fmt: skip
    assert found["votes_per_class"][2]["volunteer_agreement"] is None


def test_the_least_log_loss_is_the_entropy_of_the_votes():
    shares = np.vstack([SHARES, [[1, 0, 0]]])
    found = vote_scores(table(shares, shares), shares, CLASSES)
    expected = entropy(shares, axis=1).mean()
    assert found["votes_least_log_loss"] == pytest.approx(expected)
    assert found["votes_log_loss"] == pytest.approx(expected)
    assert found["votes_brier"] == pytest.approx(0, abs=1e-15)
    worse = vote_scores(table(np.vstack([P, P[:1]]), shares), shares, CLASSES)
    assert worse["votes_log_loss"] > expected


def test_votes_of_one_mind_are_labels():
    """Also where a probability is 0, and its logarithm is cut off."""
    p = np.vstack([P[:-1], [[1.0, 0, 0]]])
    labels = np.r_[SHARES[:-1].argmax(axis=1), 1]
    found = vote_scores(table(p, np.eye(3)[labels]), np.eye(3)[labels], CLASSES)
    assert found["votes_log_loss"] == pytest.approx(log_loss(labels, p))
    whole = score(table(p, np.eye(3)[labels]), None, {}, CLASSES)
    assert found["votes_brier"] == pytest.approx(whole["brier"])
    assert found["volunteer_agreement"] == 1
    assert found["votes_least_log_loss"] == 0


def test_scores_stand_beside_the_others_and_are_json():
    made = table(P, SHARES)
    plain, voted = (
        score(made, None, {}, CLASSES),
        score(made, None, {}, CLASSES, votes=SHARES),
    )
    assert set(voted) - set(plain) == {*COLUMNS, "votes_per_class"}
    assert {key: voted[key] for key in plain} == plain
    json.dumps(voted, allow_nan=False)


@pytest.mark.parametrize("missing", [True, False])
def test_without_finite_probabilities_only_the_agreement_is_known(missing):
    made = table(P, SHARES)
    made = made.drop(columns=["p0", "p1", "p2"]) if missing else made
    if not missing:
        made.loc[3, "p1"] = np.nan
    found = vote_scores(made, SHARES, CLASSES)
    assert found["votes_log_loss"] is found["votes_brier"] is None
    assert found["votes_per_class"][1]["votes_deviation"] is None
    assert found["volunteer_agreement"] == pytest.approx(SHARES.max(axis=1).mean())


def test_shares_of_an_ensemble_are_no_probabilities():
    found = vote_scores(table(P, SHARES), SHARES, CLASSES)
    changed = without_probabilities(found)
    assert changed["votes_log_loss"] is None and "volunteer_agreement" not in changed
    assert changed["votes_per_class"][0]["votes_deviation"] is None
    assert changed["votes_per_class"][0]["volunteer_agreement"] is not None
    assert without_probabilities({"accuracy": 1}) == {}


def test_votes_on_other_images_are_refused():
    with pytest.raises(ValueError, match="has 60 rows, but there are votes on 59"):
        vote_scores(table(P, SHARES), SHARES[1:], CLASSES)
