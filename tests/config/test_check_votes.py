"""Votes of data sets, and recipes that train on them."""

import pytest

from galaxybench.config import check_votes
from tests.helpers.catalogs import options
from tests.helpers.training_setup import recipe

VOTES = {"smooth": "s", "disk": "d"}


def of_columns(**given):
    entry = options(label=None) | given
    return list(check_votes.columns("datasets.mine", entry, given))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"votes": VOTES},
        {"votes": VOTES, "weight": "n"},
        {"votes": VOTES, "counts": True},
        {"votes": VOTES, "counts": False, "weight": "n", "others": "drop"},
        {"counts": False},
    ],
)
def test_columns_that_fit(given):
    assert of_columns(**given) == []


@pytest.mark.parametrize(
    ("given", "key", "says"),
    [
        ({"weight": "n"}, "weight", "has no effect with `votes: null`"),
        ({"counts": True}, "counts", "has no effect with `votes: null`"),
        ({"votes": VOTES, "label": "type"}, "label", "got 'type' beside `votes`"),
        ({"votes": VOTES, "classes": {"a": ["x"], "b": ["y"]}}, "classes", "beside"),
        ({"votes": VOTES | {"disk": "s"}}, "votes.disk", "the column 's', which is"),
        ({"votes": VOTES, "counts": True, "weight": "n"}, "weight", "the sum of the"),
        ({"votes": VOTES, "weight": "d"}, "weight", "got 'd', the votes of 'disk'"),
    ],
)
def test_columns_that_do_not_fit(given, key, says):
    (message,) = of_columns(**given)
    assert message.startswith(f"datasets.mine.{key}: ") and says in message


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"loss": {"votes": "none", "focal_gamma": 2}}, None),
        ({"loss": {"votes": "cross_entropy", "class_weights": "sqrt"}}, None),
        ({"loss": {"votes": "multinomial", "label_smoothing": 0.1}}, None),
        (
            {"loss": {"votes": "cross_entropy"}, "augmentation": {"mixup": 0.2}},
            None,
        ),
        ({"loss": {"votes": "cross_entropy", "focal_gamma": 2}}, "loss.focal_gamma"),
        ({"loss": {"votes": "dirichlet_multinomial", "focal_gamma": 2}}, "loss.foc"),
        (
            {"loss": {"votes": "dirichlet_multinomial", "label_smoothing": 0.1}},
            "loss.label_smoothing",
        ),
        (
            {
                "loss": {"votes": "dirichlet_multinomial"},
                "augmentation": {"mixup": 0.2},
            },
            "augmentation.mixup",
        ),
    ],
)
def test_what_fits_a_loss_of_votes(changes, key):
    messages = list(check_votes.loss("recipes.r", recipe(**changes)))
    assert len(messages) == (key is not None)
    assert all(text.startswith(f"recipes.r.{key}") for text in messages)


def planned(asked, models=(), **entry):
    filled = {
        "datasets": {"mine": {"source": "catalog"} | options(**entry)},
        "recipes": {"r": recipe(loss={"votes": asked})},
        "models": dict(models),
        "experiments": {
            "e": {
                "datasets": ["mine"],
                "recipes": ["r"],
                "models": ["dense", *dict(models)],
            }
        },
    }
    return list(check_votes.experiments(filled))


@pytest.mark.parametrize(
    ("asked", "entry", "says"),
    [
        ("none", {}, None),
        ("cross_entropy", {"votes": VOTES}, None),
        ("multinomial", {"votes": VOTES, "counts": True}, None),
        ("dirichlet_multinomial", {"votes": VOTES, "weight": "n"}, None),
        ("cross_entropy", {}, "'mine' has no votes"),
        ("dirichlet_multinomial", {}, "'mine' has no votes"),
        ("multinomial", {"votes": VOTES}, "an unknown number of votes"),
        ("dirichlet_multinomial", {"votes": VOTES}, "an unknown number of votes"),
    ],
)
def test_a_loss_needs_its_votes(asked, entry, says):
    messages = planned(asked, **entry)
    assert len(messages) == (says is not None)
    for message in messages:
        assert message.startswith(f"experiments.e: recipes.r.loss.votes: got {asked}")
        assert says in message


def test_a_model_may_ask_for_votes():
    own = {"mine2": {"recipe": {"loss": {"votes": "cross_entropy"}}}}
    (message,) = planned("none", own)
    assert message.startswith(
        "experiments.e: models.mine2.recipe.loss.votes: got cross"
    )
    assert planned("none", own, votes=VOTES) == []


def test_a_source_without_columns_has_no_votes():
    filled = {
        "datasets": {"mnist": {"source": "mnist"}},
        "recipes": {"r": recipe(loss={"votes": "multinomial"})},
        "models": {},
        "experiments": {
            "e": {"datasets": ["mnist"], "recipes": ["r"], "models": ["dense"]}
        },
    }
    (message,) = check_votes.experiments(filled)
    assert "'mnist' has no votes: name their columns" in message
