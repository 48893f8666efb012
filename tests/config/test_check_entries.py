"""Ensembles and predictions from outside in a config."""

import pytest

from galaxybench.config.configuration import resolve
from tests.helpers.config_samples import SCHEMA, assert_one_mistake, changed, good

EXP = "experiments.demo"
FILE = {"file": "x.csv", "dataset": "sim", "split": "holdout"}
ENSEMBLES, PREDICTIONS = f"{EXP}.ensembles", f"{EXP}.predictions"
BAD = [
    # what the schema says
    (ENSEMBLES, {"Both": {}}, ENSEMBLES, "'Both'", "allowed: lower-case letters"),
    (ENSEMBLES, {"both": {"methode": "vote"}}, f"{ENSEMBLES}.both.methode",
     "did you mean 'method'?",
     "(allowed: best, method, models, predictions, recipes, seeds)"),
    (ENSEMBLES, {"both": {"best": 1}}, f"{ENSEMBLES}.both.best", "got 1",
     "allowed: an integer from 2 to 100000 or null"),
    (PREDICTIONS, {"theirs": {"file": "x.csv", "split": "holdout"}},
     f"{PREDICTIONS}.theirs.dataset", "missing", "needed: text"),
    # members
    (ENSEMBLES, {"both": {"models": ["lenet5", "wid"]}}, f"{ENSEMBLES}.both.models[1]",
     "'wid'", "did you mean 'wide'?", "(available: lenet5, wide)"),
    (ENSEMBLES, {"both": {"models": ["alexnet", "wide"]}},
     f"{ENSEMBLES}.both.models[0]", "'alexnet'", "(available: lenet5, wide)"),
    (ENSEMBLES, {"both": {"recipes": ["slow"]}}, f"{ENSEMBLES}.both.recipes[0]",
     "'slow'", "(available: quick)"),
    (ENSEMBLES, {"both": {"seeds": [0, 4]}}, f"{ENSEMBLES}.both.seeds[1]", "'4'",
     "(available: 0)"),
    (ENSEMBLES, {"one": {"models": ["wide"]}}, f"{ENSEMBLES}.one", "1 member",
     "allowed: at least 2"),
    (ENSEMBLES, {"both": {"best": 3}}, f"{ENSEMBLES}.both.best", "got 3",
     "allowed: at most 2"),
    (ENSEMBLES, {"both": {"models": []}}, f"{ENSEMBLES}.both", "0 members",
     "at least 2: name some under `predictions`"),
    (ENSEMBLES, {"both": {"predictions": ["their"]}},
     f"{ENSEMBLES}.both.predictions[0]", "'their'", "(available: none)"),
    # files
    (PREDICTIONS, {"theirs": FILE | {"file": []}}, f"{PREDICTIONS}.theirs.file",
     "got 0 entries"),
    (PREDICTIONS, {"theirs": FILE | {"file": ["x.csv", "x.csv"]}},
     f"{PREDICTIONS}.theirs.file", "'x.csv' is in the list twice"),
    (PREDICTIONS, {"theirs": FILE | {"file": 3}}, f"{PREDICTIONS}.theirs.file",
     "got 3", "allowed: text, not empty or a list"),
    (PREDICTIONS, {"theirs": FILE | {"file": ["x.csv", "{y}.csv"]}},
     f"{PREDICTIONS}.theirs.file[1]", "{y}"),
    # names
    (ENSEMBLES, {"wide": {}}, f"{ENSEMBLES}.wide", "'wide'", "model"),
    (PREDICTIONS, {"wide": FILE}, f"{PREDICTIONS}.wide", "'wide'", "model"),
    ("recipes.external", {}, "recipes.external", "'external'",
     "ensemble and external"),
    # places
    (PREDICTIONS, {"theirs": FILE | {"dataset": "sin"}},
     f"{PREDICTIONS}.theirs.dataset", "'sin'", "did you mean 'sim'?",
     "(available: sim)"),
    (PREDICTIONS, {"theirs": FILE | {"split": "cv"}}, f"{PREDICTIONS}.theirs.split",
     "'cv'", "(available: holdout)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "key", "parts"), [(*b[:3], b[3:]) for b in BAD]
)
def test_one_mistake_is_one_message(root, path, value, key, parts):
    assert_one_mistake(changed(path, value), key, *parts)


def test_a_row_is_an_ensemble_or_comes_from_outside(root):
    config = changed(f"{EXP}.ensembles", {"both": {}})
    config["experiments"]["other"] = good()["experiments"]["demo"]
    config["experiments"]["other"]["predictions"] = {"both": FILE}
    where = "experiments.other.predictions.both"
    assert_one_mistake(config, where, "'both'", "ensemble")


def test_predictions_are_of_one_fold(root):
    config = changed("splits.holdout", {"method": "kfold", "folds": 2})
    config["experiments"]["demo"]["predictions"] = {"theirs": FILE}
    folds = "(available: holdout-fold0, holdout-fold1)"
    assert_one_mistake(config, f"{PREDICTIONS}.theirs.split", "'holdout'", folds)
    config["experiments"]["demo"]["predictions"]["theirs"] = FILE | {
        "split": "holdout-fold1"
    }
    resolve(config, SCHEMA)


ALONE = {"models": [], "recipes": [], "predictions": {"theirs": FILE}}


def alone(**changes):
    config = good()
    config["experiments"]["demo"] |= ALONE | changes
    return config


def test_predictions_may_be_alone_and_called_like_an_architecture(root):
    named = {"alexnet": FILE, "theirs": FILE | {"file": ["a.csv", "b.csv"]}}
    vote = {"vote": {"method": "vote", "predictions": ["alexnet", "theirs"]}}
    described = resolve(alone(predictions=named, ensembles=vote), SCHEMA)
    assert described["experiments"]["demo"]["models"] == []


@pytest.mark.parametrize(
    ("changes", "key", "parts"),
    [
        ({"predictions": {}}, "predictions", ["got none, needed: at least 1"]),
        ({"models": ["wide"]}, "recipes", ["got 0 entries, allowed: at least 1"]),
        ({"recipes": ["quick"]}, "models", ["got 0 entries, allowed: at least 1"]),
        (
            {"ensembles": {"both": {"predictions": ["theirs"]}}},
            "ensembles.both",
            ["got 1 member, allowed: at least 2"],
        ),
        ({"ensembles": {"both": {}}}, "ensembles.both", ["got 0 members"]),
    ],
)
def test_what_predictions_alone_lack(root, changes, key, parts):
    assert_one_mistake(alone(**changes), f"{EXP}.{key}", *parts)


def test_outside_predictions_cannot_be_the_best_by_validation(root):
    config = changed(f"{EXP}.predictions", {"theirs": FILE})
    chosen = {"best": 2, "predictions": ["theirs"]}
    config["experiments"]["demo"]["ensembles"] = {"both": chosen}
    where = f"{ENSEMBLES}.both.best"
    assert_one_mistake(config, where, "got 2", "have no validation accuracy")


def test_a_wrong_experiment_hides_no_other_mistake_and_adds_none(root):
    config = changed(f"{EXP}.ensembles", {"both": {"best": 9}})
    config["experiments"]["demo"]["seeds"] = []
    assert_one_mistake(config, f"{EXP}.seeds", "got 0 entries")


def test_defaults(root):
    config = changed(f"{EXP}.ensembles", {"both": {}})
    described = resolve(config, SCHEMA)["experiments"]["demo"]
    assert described["predictions"] == {}
    assert described["ensembles"]["both"] == {
        "best": None,
        "method": "mean",
        "models": None,
        "predictions": [],
        "recipes": None,
        "seeds": None,
    }
