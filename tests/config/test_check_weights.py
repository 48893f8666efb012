"""What a run starts from, and its phases, in a config."""

import pytest

from galaxybench.config import declarations
from galaxybench.config.configuration import merged_recipe, resolve
from tests.helpers.config_samples import (
    SCHEMA,
    assert_one_mistake,
    changed,
    good,
    mistakes,
    write_package,
)

RUN = "sim/holdout/quick/lenet5/seed-0"
PHASES = [
    {"epochs": 2, "freeze": "backbone", "learning_rate": 1e-3},
    {"epochs": 5, "freeze": "none", "learning_rate": 1e-4},
]


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(declarations, "PACKAGE", tmp_path)
    write_package(tmp_path)
    file = tmp_path / "models/vgg.py"
    file.write_text(
        "WEIGHTS = {'imagenet': {'name': 'v.h5', 'urls': [], 'md5': '0'}}\n"
        "def build(inputs, classes): ...\n"
    )
    return tmp_path


def with_tuned(weights: object) -> dict:
    config = changed("recipes.tuned", {"weights": weights})
    config["experiments"]["demo"]["recipes"].append("tuned")
    return config


@pytest.mark.parametrize(
    ("weights", "key", "parts"),
    [
        ("imagnet", "", ["got 'imagnet'", "allowed: none, imagenet, a path"]),
        ({"run": "sim/holdout"}, ".run", ["got 'sim/holdout'",
         "allowed: dataset/split/recipe/model/seed-0"]),
        ({"run": RUN.replace("sim", "sin")}, ".run", ["'sin'", "did you mean 'sim'?"]),
        ({"run": RUN.replace("holdout", "cv")}, ".run",
         ["'cv'", "(available: holdout)"]),
        ({"run": RUN.replace("quick", "slow")}, ".run",
         ["'slow'", "(available: quick, tuned)"]),
        ({"run": RUN.replace("lenet5", "lenet")}, ".run",
         ["'lenet'", "did you mean 'lenet5'?", "alexnet, lenet5, vgg, wide"]),
        ({"run": RUN.replace("quick", "tuned")}, ".run", ["starts from itself"]),
    ],
)  # fmt: skip
def test_wrong_weights_are_refused(root, weights, key, parts) -> None:
    assert_one_mistake(with_tuned(weights), f"recipes.tuned.weights{key}", *parts)


def test_imagenet_is_for_architectures_with_published_weights(root) -> None:
    config = with_tuned("imagenet")
    config["experiments"]["demo"]["models"] = ["vgg", "lenet5"]
    parts = ("'tuned'", "'lenet5'", "imagenet", "{weights: none}")
    assert_one_mistake(config, "experiments.demo", *parts)
    config["models"]["plain"] = {
        "architecture": "lenet5",
        "recipe": {"weights": "none"},
    }
    config["experiments"]["demo"]["models"] = ["vgg", "plain"]
    assert resolve(config, SCHEMA)["recipes"]["tuned"]["weights"] == "imagenet"


def test_a_chain_of_runs_is_allowed_and_a_circle_is_not(root) -> None:
    config = with_tuned({"run": RUN})
    config["recipes"]["last"] = {"weights": {"run": RUN.replace("quick", "tuned")}}
    assert resolve(config, SCHEMA)
    config["recipes"]["quick"] = {"weights": {"run": RUN.replace("quick", "last")}}
    lines = mistakes(config)
    assert len(lines) == 3
    assert all(line.endswith("which starts from itself") for line in lines)


def test_epochs_are_the_sum_of_the_phases(root) -> None:
    config = resolve(changed("recipes.quick", {"phases": PHASES}), SCHEMA)
    assert merged_recipe(config, "quick", "lenet5")["epochs"] == 7


@pytest.mark.parametrize(
    "written", [{"epochs": 3}, {"optimizer": {"learning_rate": 0.1}}]
)
def test_with_phases_their_own_keys_have_no_effect(root, written: dict) -> None:
    config = changed("recipes.quick", {"phases": PHASES, **written})
    (line,) = mistakes(config)
    assert "has no effect with phases" in line


def test_the_good_config_has_no_mistake(root) -> None:
    assert resolve(good(), SCHEMA)
