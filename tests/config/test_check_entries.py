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
     "did you mean 'method'?", "(allowed: best, method, models, recipes, seeds)"),
    (ENSEMBLES, {"both": {"best": 1}}, f"{ENSEMBLES}.both.best", "got 1",
     "allowed: an integer at least 2 or null"),
    (PREDICTIONS, {"theirs": {"file": "x.csv", "split": "holdout"}},
     f"{PREDICTIONS}.theirs.dataset", "missing", "needed: text"),
    # members
    (f"{EXP}.ensembles", {"both": {"models": ["lenet5", "wid"]}}, f"{EXP}.ensembles."
     "both.models[1]: unknown model 'wid': did you mean 'wide'? (available: lenet5, "
     "wide)"),
    (f"{EXP}.ensembles", {"both": {"models": ["alexnet", "wide"]}}, f"{EXP}.ensembles."
     "both.models[0]: unknown model 'alexnet': did you mean 'lenet5'? (available: "
     "lenet5, wide)"),
    (f"{EXP}.ensembles", {"both": {"recipes": ["slow"]}}, f"{EXP}.ensembles.both."
     "recipes[0]: unknown recipe 'slow' (available: quick)"),
    (f"{EXP}.ensembles", {"both": {"seeds": [0, 4]}}, f"{EXP}.ensembles.both.seeds[1]: "
     "unknown seed '4' (available: 0)"),
    (f"{EXP}.ensembles", {"one": {"models": ["wide"]}}, f"{EXP}.ensembles.one: got 1 "
     "member, allowed: at least 2"),
    (f"{EXP}.ensembles", {"both": {"best": 3}}, f"{EXP}.ensembles.both.best: got 3, "
     "allowed: at most 2, its members on each data set and split (models x recipes x "
     "seeds)"),
    # names
    (f"{EXP}.ensembles", {"wide": {}}, f"{EXP}.ensembles.wide: 'wide' names a model: "
     "choose another name"),
    (f"{EXP}.predictions", {"alexnet": FILE}, f"{EXP}.predictions.alexnet: 'alexnet' "
     "names a model: choose another name"),
    ("recipes.external", {}, "recipes.external: got the name 'external', which marks "
     "untrained rows in tables, allowed: any name except ensemble and external"),
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
    assert_one_mistake(changed(path, value), root, key, *parts)


def test_a_row_is_an_ensemble_or_comes_from_outside(root):
    config = changed(f"{EXP}.ensembles", {"both": {}})
    config["experiments"]["other"] = good()["experiments"]["demo"]
    config["experiments"]["other"]["predictions"] = {"both": FILE}
    assert mistakes(config, root) == [
        "experiments.other.predictions.both: 'both' names an ensemble: choose another "
        "name"
    ]


def test_predictions_are_of_one_fold(root):
    config = changed("splits.holdout", {"method": "kfold", "folds": 2})
    config["experiments"]["demo"]["predictions"] = {"theirs": FILE}
    folds = "(available: holdout-fold0, holdout-fold1)"
    assert_one_mistake(config, root, f"{PREDICTIONS}.theirs.split", "'holdout'", folds)
    config["experiments"]["demo"]["predictions"]["theirs"] = FILE | {
        "split": "holdout-fold1"
    }
    resolve(config, SCHEMA, root)


def test_a_wrong_experiment_hides_no_other_mistake_and_adds_none(root):
    config = changed(f"{EXP}.ensembles", {"both": {"best": 9}})
    config["experiments"]["demo"]["seeds"] = []
    assert_one_mistake(config, root, f"{EXP}.seeds", "got 0 entries")


def test_defaults(root):
    config = changed(f"{EXP}.ensembles", {"both": {}})
    described = resolve(config, SCHEMA, root)["experiments"]["demo"]
    assert described["predictions"] == {}
    assert described["ensembles"]["both"] == {
        "best": None,
        "method": "mean",
        "models": None,
        "recipes": None,
        "seeds": None,
    }
