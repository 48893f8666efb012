"""Names that do not exist and parts of a config that do not fit each other."""

import pytest

from galaxybench.config import declarations
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
ASKED = "resources"
BAD = [
    # names that do not exist
    (f"{EXP}.models", ["lenet5", "alexnett"], f"{EXP}.models[1]", "'alexnett'",
     "did you mean 'alexnet'?", "(available: alexnet, lenet5, wide)"),
    (f"{EXP}.datasets", ["simm"], f"{EXP}.datasets[0]", "'simm'",
     "did you mean 'sim'?", "(available: sim)"),
    (f"{EXP}.splits", ["fold"], f"{EXP}.splits[0]", "'fold'", "(available: holdout)"),
    (f"{EXP}.recipes", ["quik"], f"{EXP}.recipes[0]", "'quik'",
     "did you mean 'quick'?", "(available: quick)"),
    ("run", ["dmo"], "run[0]", "'dmo'", "did you mean 'demo'?", "(available: demo)"),
    ("datasets.sim.source", "skye", "datasets.sim.source", "'skye'",
     "did you mean 'sky'?", "(available: digits, folder, sky, unfinished)"),
    ("datasets.sim", {"source": "cloud", "images": 50}, "datasets.sim.source",
     "'cloud'", "(available: digits, folder, sky, unfinished)"),
    ("models.wide.architecture", "alexne", "models.wide.architecture", "'alexne'",
     "did you mean 'alexnet'?", "(available: alexnet, lenet5)"),
    ("models.narrow", {}, "models.narrow", "'narrow'", "(available: alexnet, lenet5)"),
    ("models.lenet5", {"architecture": "alexnet"}, "models.lenet5.architecture",
     "'alexnet'", "'lenet5'", "another architecture"),
    # keys without effect
    ("splits.holdout.folds", 3, "splits.holdout.folds", "no effect", "holdout",
     "only kfold"),
    ("splits.holdout", {"method": "kfold", "test": 0.2}, "splits.holdout.test",
     "no effect", "kfold"),
    # parts that do not fit each other
    ("splits.holdout", {"method": "predefined"}, f"{EXP}.splits", "'holdout'", "'sim'",
     "source sky", "allowed: splits with method holdout or kfold"),
    ("downloads.mirror", "ftp://x", "downloads.mirror", "got 'ftp://x'",
     "allowed: a folder, or an address", "file://, http:// or https://"),
    ("recipes.quick.loss.label_smoothing", float("nan"),
     "recipes.quick.loss.label_smoothing", "got nan", "allowed: finite numbers"),
    # requests
    (ASKED, {"rules": {"score": {"mem_mb": 9}}}, f"{ASKED}.rules.score", "'score'",
     "(available: balance_train, ", "train_model, ", "--set-resources"),
    (ASKED, {"rules": {"import_dataset": {"gpu": 1}}},
     f"{ASKED}.rules.import_dataset.gpu", "remove it"),
    (ASKED, {"architectures": {"alexnett": {}}}, f"{ASKED}.architectures.alexnett",
     "'alexnett'", "did you mean 'alexnet'?", "(available: alexnet, lenet5)"),
    (ASKED, {"experiments": {"dmeo": {"runtime": 60}}}, f"{ASKED}.experiments.dmeo",
     "'dmeo'", "did you mean 'demo'?", "(available: demo)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "key", "parts"), [(*b[:3], b[3:]) for b in BAD]
)
def test_one_mistake_is_one_message(root, path, value, key, parts):
    assert_one_mistake(changed(path, value), key, *parts)


def test_a_reserved_experiment_name(root):
    (line,) = mistakes(good(), reserved={"demo", "all"})
    assert line.startswith("experiments.demo: ")
    assert "allowed: any" in line and "all, demo" in line


def test_a_source_file_that_declares_wrongly(root):
    config = changed("datasets.sim.source", "unfinished")
    assert_one_mistake(config, "datasets.sim.source", "unfinished.py", "no FILES")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def build(inputs, classes:", "broken.py: line 1: "),
        ("def build(i, c, *, width): ...", "option 'width' of build has no default"),
    ],
)
def test_an_architecture_that_only_an_experiment_names(
    tmp_path, monkeypatch, text, message
):
    monkeypatch.setattr(declarations, "PACKAGE", tmp_path)
    write_package(tmp_path)
    (tmp_path / "models" / "broken.py").write_text(text)
    config = changed(f"{EXP}.models", ["lenet5", "broken"])
    assert_one_mistake(config, f"{EXP}.models", message)


def test_a_predefined_split_of_a_set_that_has_one(root):
    config = changed("splits.holdout", {"method": "predefined"})
    config["datasets"]["sim"]["source"] = "digits"
    resolve(config, SCHEMA)


def test_requests_for_what_exists(root):
    resources = {
        "rules": {"train_model": {"gpu": 0}, "import_dataset": {"mem_mb": 9}},
        "architectures": {"alexnet": {"mem_mb": 9}},
        "experiments": {"demo": {"runtime": 60}},
    }
    found = resolve(changed("resources", resources), SCHEMA)["resources"]
    assert found["rules"]["train_model"]["gpu"] == 0
    assert found["architectures"]["alexnet"]["mem_mb"] == 9
