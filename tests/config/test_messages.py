"""What the schema refuses, and how it says so."""

import pytest
import yaml

from galaxybench.config.messages import ConfigError, located
from tests.helpers.config_samples import assert_one_mistake, changed, good, mistakes

QUICK, SIM, HOLDOUT = "recipes.quick", "datasets.sim", "splits.holdout"
WIDE, EXP = "models.wide", "experiments.demo"
RATE = f"{QUICK}.optimizer.learning_rate"
LONG = "long_name_" * 5 + "x"
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
    (RATE, "1e-3", RATE, "got '1e-3'", "allowed: a number from 1e-10 to 10",
     "write 1.0e-3"),
    (RATE, "2.5e3", RATE, "got '2.5e3'", "write 2.5e+3"),
    (f"{WIDE}.recipe", {"optimizer": {"learning_rate": "1e-4"}},
     f"{WIDE}.recipe.optimizer.learning_rate", "got '1e-4'", "write 1.0e-4"),
    (f"{QUICK}.epochs", "30", f"{QUICK}.epochs", "got '30'",
     "allowed: an integer from 1 to 100000", "write 30 without quotes"),
    (f"{QUICK}.epochs", 0, f"{QUICK}.epochs", "got 0", "allowed: an integer from 1"),
    (f"{QUICK}.epochs", 1.5, f"{QUICK}.epochs", "got 1.5", "allowed: an integer"),
    (f"{QUICK}.epochs", True, f"{QUICK}.epochs", "got true", "allowed: an integer"),
    (f"{QUICK}.optimizer.name", "adamm", f"{QUICK}.optimizer.name", "got 'adamm'",
     "allowed: one of adam, adamw, sgd, rmsprop, adadelta", "did you mean 'adam'?"),
    (f"{QUICK}.augmentation.flip", ["sideways"], f"{QUICK}.augmentation.flip[0]",
     "got 'sideways'", "allowed: one of horizontal, vertical"),
    (f"{QUICK}.augmentation.zoom", 1.0, f"{QUICK}.augmentation.zoom", "got 1.0",
     "allowed: a number at least 0 and below 1"),
    (f"{QUICK}.early_stopping.patience", 0, f"{QUICK}.early_stopping.patience",
     "got 0", "allowed: an integer from 1 to 100000 or null"),
    (QUICK, None, QUICK, "got null", "allowed: a map", "write {}"),
    (f"{SIM}.images", 5, f"{SIM}.images", "got 5", "allowed: an integer at least 10"),
    (f"{SIM}.resize", 4, f"{SIM}.resize", "got 4",
     "allowed: an integer from 8 to 4096 or null"),
    (f"{WIDE}.options.width", "2", f"{WIDE}.options.width", "got '2'",
     "allowed: a number", "write 2 without quotes"),
    (f"{WIDE}.options.width", 12, f"{WIDE}.options.width", "got 12",
     "allowed: a number from 0.25 to 8"),
    (f"{WIDE}.options.pool", "maxx", f"{WIDE}.options.pool", "got 'maxx'",
     "allowed: one of max, mean", "did you mean 'max'?"),
    (f"{WIDE}.options.groups", 6, f"{WIDE}.options.groups", "got 6",
     "allowed: an integer from 4 to 64 and a multiple of 4"),
    (f"{SIM}.images", "08", f"{SIM}.images", "got '08'", "write 8 without quotes"),
    (f"{EXP}.title", 2020, f"{EXP}.title", "got 2020", 'write "2020", with the quotes'),
    (f"{EXP}.title", {"Stars": "old"}, f"{EXP}.title", "got {",
     'write "Stars: old", with the quotes'),
    (f"{EXP}.models", ["lenet5", {"dense": None}], f"{EXP}.models[1]", "got {",
     "remove the colon"),
    (f"{HOLDOUT}.test", 1.0, f"{HOLDOUT}.test", "got 1.0",
     "allowed: a number above 0 and below 1"),
    (f"{HOLDOUT}.valid", 0, f"{HOLDOUT}.valid", "got 0",
     "allowed: a number above 0 and below 1"),
    (f"{HOLDOUT}.train_fraction", 1.5, f"{HOLDOUT}.train_fraction", "got 1.5",
     "allowed: a number above 0 and at most 1"),
    (HOLDOUT, {"method": "kfold", "folds": 1}, f"{HOLDOUT}.folds", "got 1",
     "allowed: an integer from 2 to 100"),
    (f"{EXP}.seeds", [-1], f"{EXP}.seeds[0]", "got -1",
     "allowed: an integer from 0 to 4294967295"),
    ("resources.architectures", {"lenet5": {"mem_mb": "8G"}},
     "resources.architectures.lenet5.mem_mb", "got '8G'",
     "allowed: an integer from 1 to 100000000 or null"),
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
    (f"recipes.{LONG}", {}, f"recipes.{LONG}", "at most 50"),
    (f"{EXP}.ensembles", {LONG: {}}, f"{EXP}.ensembles", "at most 50"),
    (f"{EXP}.ensembles", {"a\n": {}}, f"{EXP}.ensembles", NAME_RULE),
    ("splits.cv5-fold0", {}, "splits.cv5-fold0", "'cv5-fold0'", NAME_RULE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "key", "parts"), [(*b[:3], b[3:]) for b in BAD]
)
def test_one_mistake_is_one_message(root, path, value, key, parts):
    assert_one_mistake(changed(path, value), key, *parts)


@pytest.mark.parametrize(("path", "nearest", "other"), UNKNOWN)
def test_an_unknown_key_is_answered_with_those_that_exist(root, path, nearest, other):
    hint = f"did you mean '{nearest}'? (allowed: "
    assert_one_mistake(changed(path, 1), path, "unknown key", hint, other)


def test_an_unknown_key_that_resembles_none(root):
    config = changed("resources.rules", {"train_model": {"memory": 9}})
    where = "resources.rules.train_model.memory"
    keys = "unknown key (allowed: gpu, mem_mb, runtime, threads)"
    assert_one_mistake(config, where, keys)


def test_two_keys_that_are_missing_are_listed_once_each(root):
    config = good()
    del config["splits"], config["recipes"]
    assert [line.split(", needed")[0] for line in mistakes(config)] == [
        "splits: missing",
        "recipes: missing",
    ]


def test_a_key_that_is_no_text(root):
    config = good()
    config["datasets"][2020] = {"source": "digits"}
    assert_one_mistake(config, "datasets.2020", "'2020'", NAME_RULE)


@pytest.mark.parametrize("text", ["1e-3", "2.5e3", "1E5"])
def test_the_number_that_a_message_proposes_is_one_in_yaml(root, text):
    (message,) = mistakes(changed(RATE, text))
    proposed = message.split(": write ")[1].split()[0]
    assert yaml.safe_load(proposed) == float(text)


def test_a_message_ends_with_the_place_of_its_key():
    places = {"a.b": "mine.yaml, line 3", "a": "mine.yaml, line 2"}
    assert located("a.b: got 1", places) == "a.b: got 1 (mine.yaml, line 3)"
    assert located("a.b.c[0]: got 1", places) == "a.b.c[0]: got 1 (mine.yaml, line 3)"
    assert located("a.bc: missing", places) == "a.bc: missing (mine.yaml, line 2)"
    assert located("b: missing", places) == "b: missing"


def test_an_error_lists_every_message_once_in_letters_that_a_terminal_shows():
    error = ConfigError.of(["a: got \0\n", "b: got \ud800", "b: got \ud800"])
    assert (
        str(error) == "2 mistakes in the config:\n  a: got \\x00\\n\n  b: got \\ud800"
    )
