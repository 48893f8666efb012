"""What the schema refuses, and how it says so."""

import pytest
import yaml

from tests.helpers.config_samples import assert_one_mistake, changed, good, mistakes

QUICK, SIM, HOLDOUT = "recipes.quick", "datasets.sim", "splits.holdout"
WIDE, EXP = "models.wide", "experiments.demo"
RATE = f"{QUICK}.optimizer.learning_rate"
NAME_RULE = "allowed: lower-case letters, digits and _, a letter first"
UNKNOWN = [
    # path of a key that does not exist, the nearest, another that is allowed
    ("experimnts", "experiments", "splits"),
    (f"{QUICK}.optimizer.learningrate", "learning_rate", "momentum"),
    (f"{SIM}.imags", "images", "keep_classes"),
    (f"{HOLDOUT}.tests", "test", "train_fraction"),
    (f"{WIDE}.options.widht", "width", "pool"),
    (f"{WIDE}.recipe.loss.smoothing", "label_smoothing", "focal_gamma"),
    ("downloads.miror", "mirror", "timeout_seconds"),
    (f"{EXP}.seed", "seeds", "gradcam"),
]
BAD = [
    # types, choices and bounds
    ("recipes.quick.optimizer.learning_rate", "1e-3", "recipes.quick.optimizer."
     "learning_rate: got '1e-3', allowed: a number above 0 and at most 10: write "
     "1.0e-3 (YAML reads 1e-3 as text)"),
    ("recipes.quick.optimizer.learning_rate", "2.5e3", "recipes.quick.optimizer."
     "learning_rate: got '2.5e3', allowed: a number above 0 and at most 10: write "
     "2.5e+3 (YAML reads 2.5e3 as text)"),
    ("recipes.quick.epochs", "30", "recipes.quick.epochs: got '30', allowed: an "
     "integer from 1 to 100000: write 30 without quotes"),
    ("models.wide.recipe", {"optimizer": {"learning_rate": "1e-4"}}, "models.wide."
     "recipe.optimizer.learning_rate: got '1e-4', allowed: a number above 0 and at "
     "most 10: write 1.0e-4 (YAML reads 1e-4 as text)"),
    ("recipes.quick.epochs", 0, "recipes.quick.epochs: got 0, allowed: an integer "
     "from 1 to 100000"),
    ("recipes.quick.epochs", 1.5, "recipes.quick.epochs: got 1.5, allowed: an integer "
     "from 1 to 100000"),
    ("recipes.quick.epochs", True, "recipes.quick.epochs: got true, allowed: an "
     "integer from 1 to 100000"),
    ("recipes.quick.optimizer.name", "adamm", "recipes.quick.optimizer.name: got "
     "'adamm', allowed: one of adam, adamw, sgd, rmsprop, adadelta: did you mean "
     "'adam'?"),
    ("recipes.quick.augmentation.flip", ["sideways"], "recipes.quick.augmentation."
     "flip[0]: got 'sideways', allowed: one of horizontal, vertical"),
    ("recipes.quick.augmentation.zoom", 1.0, "recipes.quick.augmentation.zoom: got "
     "1.0, allowed: a number at least 0 and below 1"),
    ("recipes.quick.early_stopping.patience", 0, "recipes.quick.early_stopping."
     "patience: got 0, allowed: an integer at least 1 or null"),
    ("recipes.quick", None, "recipes.quick: got null, allowed: a map (nothing "
     "follows the colon: write {})"),
    ("recipes.quick.loss.label_smoothing", float("nan"), "recipes.quick.loss."
     "label_smoothing: got nan, allowed: finite numbers"),
    ("datasets.sim.images", 5, "datasets.sim.images: got 5, allowed: an integer at "
     "least 10"),
    ("datasets.sim.resize", 4, "datasets.sim.resize: got 4, allowed: an integer from "
     "8 to 4096 or null"),
    ("models.wide.options.width", "2", "models.wide.options.width: got '2', allowed: "
     "a number: write 2 without quotes"),
    ("splits.holdout.test", 1.0, "splits.holdout.test: got 1.0, allowed: a number "
     "above 0 and below 1"),
    ("splits.holdout.valid", 0, "splits.holdout.valid: got 0, allowed: a number above "
     "0 and below 1"),
    ("splits.holdout.train_fraction", 1.5, "splits.holdout.train_fraction: got 1.5, "
     "allowed: a number above 0 and at most 1"),
    (HOLDOUT, {"method": "kfold", "folds": 1}, f"{HOLDOUT}.folds", "got 1",
     "allowed: an integer from 2 to 100"),
    (f"{EXP}.seeds", [-1], f"{EXP}.seeds[0]", "got -1",
     "allowed: an integer from 0 to 4294967295"),
    ("resources.architectures", {"lenet5": {"mem_mb": "8G"}},
     "resources.architectures.lenet5.mem_mb", "got '8G'",
     "allowed: an integer at least 1 or null"),
    ("datasets", ["sim"], "datasets", 'got ["sim"]', "allowed: a map"),
    # missing keys
    (SIM, {"limit": 20}, f"{SIM}.source", "missing", "needed: text"),
    ("datasets.more", {"source": "folder"}, "datasets.more.path", "missing",
     "needed: text, not empty"),
    # lists
    (f"{EXP}.seeds", [1, 2, 1], f"{EXP}.seeds", "1 ", "twice"),
    (f"{EXP}.models", ["lenet5", "lenet5"], f"{EXP}.models", "'lenet5'", "twice"),
    (f"{EXP}.seeds", [], f"{EXP}.seeds", "got 0 entries", "allowed: at least 1"),
    ("run", [], "run", "got 0 entries", "allowed: at least 1"),
    ("run", "demo", "run", "got 'demo'", "allowed: a list", "text"),
    # names
    ("datasets.my-sky", {"source": "sky", "images": 50}, "datasets.my-sky",
     "'my-sky'", NAME_RULE),
    ("recipes.Fast", {}, "recipes.Fast", "'Fast'", NAME_RULE),
    ("splits.cv5-fold0", {}, "splits.cv5-fold0", "'cv5-fold0'", NAME_RULE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "key", "parts"), [(*b[:3], b[3:]) for b in BAD]
)
def test_one_mistake_is_one_message(root, path, value, key, parts):
    assert_one_mistake(changed(path, value), root, key, *parts)


@pytest.mark.parametrize(("path", "nearest", "other"), UNKNOWN)
def test_an_unknown_key_is_answered_with_those_that_exist(root, path, nearest, other):
    hint = f"did you mean '{nearest}'? (allowed: "
    assert_one_mistake(changed(path, 1), root, path, "unknown key", hint, other)


def test_an_unknown_key_that_resembles_none(root):
    config = changed("resources.rules", {"train_model": {"memory": 9}})
    where = "resources.rules.train_model.memory"
    keys = "unknown key (allowed: gpu, mem_mb, runtime, threads)"
    assert_one_mistake(config, root, where, keys)


def test_two_keys_that_are_missing_are_listed_once_each(root):
    config = good()
    del config["splits"], config["recipes"]
    assert [line.split(", needed")[0] for line in mistakes(config, root)] == [
        "splits: missing",
        "recipes: missing",
    ]


def test_a_key_that_is_no_text(root):
    config = good()
    config["datasets"][2020] = {"source": "digits"}
    assert_one_mistake(config, root, "datasets.2020", "'2020'", NAME_RULE)


@pytest.mark.parametrize("text", ["1e-3", "2.5e3", "1E5"])
def test_the_number_that_a_message_proposes_is_one_in_yaml(root, text):
    (message,) = mistakes(changed(RATE, text), root)
    proposed = message.split(": write ")[1].split()[0]
    assert yaml.safe_load(proposed) == float(text)
