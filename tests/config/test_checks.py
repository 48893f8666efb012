"""Names that do not exist and parts of a config that do not fit each other."""

import pytest

from galaxybench.config.configuration import resolve
from tests.helpers.config_samples import (
    SCHEMA,
    assert_one_mistake,
    changed,
    good,
    mistakes,
    write_package,
)

EXP = "experiments.demo"
BAD = [
    # names that do not exist
    (f"{EXP}.models", ["lenet5", "alexnett"], "experiments.demo.models[1]: unknown "
     "model 'alexnett': did you mean 'alexnet'? (available: alexnet, lenet5, wide)"),
    (f"{EXP}.datasets", ["simm"], "experiments.demo.datasets[0]: unknown data set "
     "'simm': did you mean 'sim'? (available: sim)"),
    (f"{EXP}.splits", ["fold"], "experiments.demo.splits[0]: unknown split 'fold' "
     "(available: holdout)"),
    (f"{EXP}.recipes", ["quik"], "experiments.demo.recipes[0]: unknown recipe 'quik': "
     "did you mean 'quick'? (available: quick)"),
    ("run", ["dmo"], "run[0]: unknown experiment 'dmo': did you mean 'demo'? "
     "(available: demo)"),
    ("datasets.sim.source", "skye", "datasets.sim.source: unknown source 'skye': did "
     "you mean 'sky'? (available: digits, folder, sky, unfinished)"),
    ("datasets.sim", {"source": "cloud", "images": 50}, "datasets.sim.source: unknown "
     "source 'cloud' (available: digits, folder, sky, unfinished)"),
    ("models.wide.architecture", "alexne", "models.wide.architecture: unknown "
     "architecture 'alexne': did you mean 'alexnet'? (available: alexnet, lenet5)"),
    ("models.narrow", {}, "models.narrow: unknown architecture 'narrow' (available: "
     "alexnet, lenet5)"),
    ("models.wide.recipe", {"balance": "augmented_copies"}, "models.wide.recipe."
     "balance: not allowed, because all models share the balanced training set of a "
     "recipe: set it in a recipe"),
    # classes
    ("datasets.sim.keep_classes", ["round"], "datasets.sim.keep_classes: got 1 "
     "entry, allowed: at least 2"),
    ("datasets.sim.merge_classes", {"a": ["round"]}, "datasets.sim.merge_classes: got "
     "1 entry, allowed: at least 2"),
    ("datasets.sim.merge_classes", {"a": [], "b": [1]}, "datasets.sim.merge_classes.a: "
     "got 0 entries, allowed: at least 1"),
    ("datasets.sim.keep_classes", ["round", "spirals"], "datasets.sim.keep_classes[1]: "
     "unknown class 'spirals': did you mean 'spiral'? (available: bar, edge-on, "
     "round, spiral)"),
    ("datasets.sim.keep_classes", [0, 4], "datasets.sim.keep_classes[1]: got the class "
     "index 4, allowed: 0 to 3"),
    ("datasets.sim.keep_classes", ["edge-on", 1, 2], "datasets.sim.keep_classes[1]: "
     "class 'edge-on' is already in datasets.sim.keep_classes: name it once"),
    ("datasets.sim.merge_classes", {"a": ["bar"], "b": [0, 3]}, "datasets.sim."
     "merge_classes.b[1]: class 'bar' is already in datasets.sim.merge_classes.a: "
     "name it once"),
    ("datasets.sim", {"source": "folder", "path": "x", "merge_classes":
     {"a": [7], "b": [7]}}, "datasets.sim.merge_classes.b[0]: class 7 is already in "
     "datasets.sim.merge_classes.a: name it once"),
    ("datasets.sim", {"source": "folder", "path": "x", "classes": ["star", "quasar"],
     "keep_classes": ["star", "quaser"]}, "datasets.sim.keep_classes[1]: unknown class "
     "'quaser': did you mean 'quasar'? (available: quasar, star)"),
    ("datasets.sim", {"source": "sky", "keep_classes": [0, 1], "merge_classes": MERGE},
     "datasets.sim: got both keep_classes and merge_classes, allowed: one of them "
     "(merge_classes drops the classes that it does not name)"),
    # parts that do not fit each other
    ("datasets.again", {"source": "sky", "images": 100}, "datasets.again: the same "
     "data set as datasets.sim (equal source and options): remove one of them"),
    ("splits.holdout.folds", 3, "splits.holdout.folds: has no effect with method "
     "holdout (only kfold has folds): remove it, or give the split a name of its own"),
    ("splits.holdout", {"method": "kfold", "test": 0.2}, "splits.holdout.test: has no "
     "effect with method kfold (each fold is the test part once): remove it, or give "
     "the split a name of its own"),
    ("splits.holdout", {"method": "predefined"}, "experiments.demo.splits: 'holdout' "
     "takes the data set's own test set, but 'sim' (source sky) has none, allowed: "
     "splits with method holdout or kfold"),
    ("recipes.quick", {"epochs": 3, "schedule": {"warmup_epochs": 3}}, "recipes.quick."
     "schedule.warmup_epochs: got 3, allowed: fewer than the 3 epochs"),
    ("models.wide.recipe", {"schedule": {"warmup_epochs": 40}}, "models.wide.recipe "
     "(over recipes.quick).schedule.warmup_epochs: got 40, allowed: fewer than the 30 "
     "epochs"),
    ("recipes.quick.schedule", {"name": "cosine", "minimum": 0.01}, "recipes."
     "quick.schedule.minimum: got 0.01, allowed: below the learning rate 0.001"),
    ("recipes.quick", {"optimizer": {"name": "adamw", "momentum": 0.9}}, "recipes."
     "quick.optimizer.momentum: has no effect with optimizer adamw (only sgd reads "
     "it): remove it, or give the recipe a name of its own"),
    ("recipes.quick.schedule", {"factor": 0.1}, "recipes.quick.schedule.factor: has no "
     "effect with schedule constant (only step, exponential and reduce_on_plateau "
     "read it): remove it, or give the recipe a name of its own"),
    ("recipes.quick.schedule", {"name": "cosine", "every": 3}, "recipes.quick.schedule."
     "every: has no effect with schedule cosine (only step reads it): remove it, or "
     "give the recipe a name of its own"),
    ("recipes.quick", {"epochs": 12, "schedule": {"name": "step", "every": 12}},
     "recipes.quick.schedule.every: got 12, allowed: fewer than the 12 epochs"),
    ("recipes.quick", {"epochs": 12, "schedule": {"name": "step", "every": 9,
     "warmup_epochs": 3}}, "recipes.quick.schedule.every: got 9, allowed: fewer than "
     "the 9 epochs after the warm-up"),
    ("recipes.quick.early_stopping", {"monitor": "val_accuracy"}, "recipes.quick."
     "early_stopping.monitor: has no effect with patience null (nothing stops): remove "
     "it, or give the recipe a name of its own"),
    ("models.wide.recipe", {"early_stopping": {"min_delta": 0.1}}, "models.wide.recipe."
     "early_stopping.min_delta: has no effect with patience null (nothing stops): "
     "remove it, or give the model a name of its own"),
    ("recipes.quick.schedule", {"minimum": 0.01}, "recipes.quick.schedule.minimum: has "
     "no effect with schedule constant (only cosine, step, exponential and "
     "reduce_on_plateau read it): remove it, or give the recipe a name of its own"),
    ("models.wide.recipe", {"schedule": {"patience": 2}}, "models.wide.recipe.schedule."
     "patience: has no effect with schedule constant (only reduce_on_plateau reads "
     "it): remove it, or give the model a name of its own"),
    ("recipes.quick.balance", "augmented_copies", BALANCE),
    ("recipes.quick", {"balance": "augmented_copies", "augmentation": {"mixup": 0.2}},
     BALANCE),
    ("models.lenet5", {"architecture": "alexnet"}, "models.lenet5.architecture: got "
     "'alexnet', but 'lenet5' is the name of another architecture: give the model a "
     "name of its own"),
    ("downloads.mirror", "ftp://x", "downloads.mirror: got 'ftp://x', allowed: a "
     "folder, or an address that starts with file://, http:// or https://"),
    ("recipes.quick.schedule", {"name": "reduce_on_plateau", "warmup_epochs": 2},
     "recipes.quick.schedule.warmup_epochs: got 2, allowed: 0 with the schedule "
     "reduce_on_plateau"),
    ("resources", {"rules": {"score": {"mem_mb": 9}}}, "resources.rules.score: unknown "
     "rule 'score' (available: balance_train, explain, fit_normalization, "
     "import_dataset, predict, predict_train, probe_model, split_dataset, train_model, "
     "tune_model); for other rules use --set-resources"),
    ("resources", {"rules": {"import_dataset": {"gpu": 1}}}, "resources.rules."
     "import_dataset.gpu: got 1, but the rule uses no GPU: remove it"),
    ("resources", {"architectures": {"alexnett": {}}}, "resources.architectures."
     "alexnett: unknown architecture 'alexnett': did you mean 'alexnet'? (available: "
     "alexnet, lenet5)"),
    ("resources", {"experiments": {"dmeo": {"runtime": 60}}}, "resources.experiments."
     "dmeo: unknown experiment 'dmeo': did you mean 'demo'? (available: demo)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "key", "parts"), [(*b[:3], b[3:]) for b in BAD]
)
def test_one_mistake_is_one_message(root, path, value, key, parts):
    assert_one_mistake(changed(path, value), root, key, *parts)


def test_a_reserved_experiment_name(root):
    assert mistakes(good(), root, reserved={"demo", "all"}) == [
        "experiments.demo: got the name 'demo', which the workflow uses itself, "
        "allowed: any name except all, demo"
    ]


def test_a_source_file_that_declares_wrongly(root):
    config = changed("datasets.sim.source", "unfinished")
    assert_one_mistake(config, root, "datasets.sim.source", "unfinished.py", "no FILES")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def build(inputs, classes:", "broken.py: line 1: "),
        ("def build(i, c, *, width): ...", "option 'width' of build has no default"),
    ],
)
def test_an_architecture_that_only_an_experiment_names(tmp_path, text, message):
    write_package(tmp_path)
    (tmp_path / "models" / "broken.py").write_text(text)
    config = changed(f"{EXP}.models", ["lenet5", "broken"])
    assert_one_mistake(config, tmp_path, f"{EXP}.models", message)


def test_a_predefined_split_of_a_set_that_has_one(root):
    config = changed("splits.holdout", {"method": "predefined"})
    config["datasets"]["sim"]["source"] = "digits"
    resolve(config, SCHEMA, root)
