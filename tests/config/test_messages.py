"""What the schema refuses: one message a mistake."""

import pytest
import yaml

from tests.helpers.config_samples import changed, good, mistakes, write_package

BAD = [
    # keys
    ("experimnts", {}, "experimnts: unknown key: did you mean 'experiments'? (allowed: "
     "compared, datasets, downloads, experiments, images, model, models, recipes, "
     "resources, run, splits)"),
    ("recipes.quick.optimizer.learningrate", 1.0, "recipes.quick.optimizer."
     "learningrate: unknown key: did you mean 'learning_rate'? (allowed: clip_norm, "
     "ema, learning_rate, momentum, name, sam, weight_decay)"),
    ("datasets.sim.imags", 50, "datasets.sim.imags: unknown key: did you mean "
     "'images'? (allowed: images, keep_classes, limit, merge_classes, noise, resize, "
     "source)"),
    ("splits.holdout.tests", 0.1, "splits.holdout.tests: unknown key: did you mean "
     "'test'? (allowed: folds, group_radius_arcsec, method, min_class_count, seed, "
     "test, train_fraction, valid)"),
    ("models.wide.options.widht", 1, "models.wide.options.widht: unknown key: did you "
     "mean 'width'? (allowed: pool, width)"),
    ("models.wide.recipe", {"loss": {"smoothing": 1}}, "models.wide.recipe.loss."
     "smoothing: unknown key: did you mean 'label_smoothing'? (allowed: "
     "class_weights, focal_gamma, label_smoothing)"),
    ("downloads.miror", "x", "downloads.miror: unknown key: did you mean 'mirror'? "
     "(allowed: astronn_link, attempts, mirror, timeout_seconds)"),
    ("resources.rules", {"train_model": {"memory": 9}}, "resources.rules.train_model."
     "memory: unknown key (allowed: gpu, mem_mb, runtime, threads)"),
    ("resources.architectures", {"lenet5": {"mem_mb": "8G"}}, "resources."
     "architectures.lenet5.mem_mb: got '8G', allowed: an integer at least 1 or null"),
    ("experiments.demo.seed", [1], "experiments.demo.seed: unknown key: did you mean "
     "'seeds'? (allowed: datasets, ensembles, gradcam, models, predictions, recipes, "
     "score_train, seeds, splits, title)"),
    ("datasets.sim", {"limit": 20}, "datasets.sim.source: missing, needed: text"),
    ("datasets.more", {"source": "folder"}, "datasets.more.path: missing, needed: "
     "text, not empty"),
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
    ("splits.holdout", {"method": "kfold", "folds": 1}, "splits.holdout.folds: got 1, "
     "allowed: an integer from 2 to 100"),
    ("experiments.demo.seeds", [-1], "experiments.demo.seeds[0]: got -1, allowed: an "
     "integer from 0 to 4294967295"),
    ("datasets", ["sim"], 'datasets: got ["sim"], allowed: a map'),
    # lists
    ("experiments.demo.seeds", [1, 2, 1], "experiments.demo.seeds: 1 is in the list "
     "twice: name it once"),
    ("experiments.demo.models", ["lenet5", "lenet5"], "experiments.demo.models: "
     "'lenet5' is in the list twice: name it once"),
    ("experiments.demo.seeds", [], "experiments.demo.seeds: got 0 entries, "
     "allowed: at least 1"),
    ("run", [], "run: got 0 entries, allowed: at least 1"),
    ("run", "demo", "run: got 'demo', allowed: a list (each entry: text)"),
    # names
    ("datasets.my-sky", {"source": "sky", "images": 50}, "datasets.my-sky: got the "
     "name 'my-sky', allowed: lower-case letters, digits and _, a letter first"),
    ("recipes.Fast", {}, "recipes.Fast: got the name 'Fast', allowed: lower-case "
     "letters, digits and _, a letter first"),
    ("splits.cv5-fold0", {}, "splits.cv5-fold0: got the name 'cv5-fold0', allowed: "
     "lower-case letters, digits and _, a letter first"),
]  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("package")
    write_package(root)
    return root


@pytest.mark.parametrize(("path", "value", "message"), BAD)
def test_one_mistake_one_message(root, path, value, message):
    assert mistakes(changed(path, value), root) == [message]


def test_a_section_that_is_missing(root):
    config = good()
    del config["splits"]
    assert mistakes(config, root) == ["splits: missing, needed: a map"]


def test_two_keys_that_are_missing_are_listed_once_each(root):
    config = good()
    del config["splits"], config["recipes"]
    assert mistakes(config, root) == [
        "splits: missing, needed: a map",
        "recipes: missing, needed: a map",
    ]


def test_a_key_that_is_no_text(root):
    config = good()
    config["datasets"][2020] = {"source": "digits"}
    message = "datasets.2020: got the name '2020', allowed: lower-case letters, "
    assert mistakes(config, root) == [message + "digits and _, a letter first"]


@pytest.mark.parametrize("text", ["1e-3", "2.5e3", "1E5"])
def test_the_number_that_a_message_proposes_is_one_in_yaml(root, text):
    path = "recipes.quick.optimizer.learning_rate"
    (message,) = mistakes(changed(path, text), root)
    proposed = message.split(": write ")[1].split()[0]
    assert yaml.safe_load(proposed) == float(text)
