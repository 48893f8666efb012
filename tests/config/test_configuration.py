"""Good configs get every default; all mistakes are found at once."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from galaxybench.config.configuration import (
    dataset,
    merged_recipe,
    model,
    resolve,
)
from galaxybench.config.messages import ConfigError
from tests.helpers.config_samples import SCHEMA, changed, good, mistakes

REPOSITORY = Path(__file__).parents[2]


def test_defaults_are_filled_at_every_depth(root):
    config = resolve(good(), SCHEMA)
    assert config["datasets"]["sim"] == {
        "source": "sky",
        "images": 100,
        "noise": 1.0,
        "resize": None,
        "bands": None,
        "keep_classes": None,
        "merge_classes": None,
        "limit": None,
    }
    assert config["splits"]["holdout"] == {
        "method": "holdout",
        "path": None,
        "leaks": "error",
        "test": 0.2,
        "valid": 0.2,
        "seed": 1001,
        "folds": 5,
        "train_fraction": 1.0,
        "min_class_count": 0,
        "group_radius_arcsec": 60.0,
    }
    assert config["recipes"]["quick"] == {
        "normalization": "standardize",
        "stretch": {"name": "none", "low": None, "high": None},
        "weights": "none",
        "freeze": "none",
        "phases": [],
        "precision": "float32",
        "jit": "auto",
        "test_time_augmentation": "none",
        "augmentation": {
            "flip": [],
            "rotation": 0,
            "quarter_turns": False,
            "shift": 0,
            "zoom": 0,
            "brightness": 0,
            "mixup": 0,
        },
        "balance": "none",
        "optimizer": {
            "name": "adam",
            "learning_rate": 1e-3,
            "momentum": 0.9,
            "weight_decay": 0.0,
            "clip_norm": None,
            "sam": 0.0,
            "ema": 0.0,
        },
        "schedule": {
            "name": "constant",
            "warmup_epochs": 0,
            "monitor": "val_loss",
            "factor": 0.1,
            "every": 20,
            "patience": 3,
            "min_delta": 0.0001,
            "minimum": 0.0,
        },
        "loss": {
            "label_smoothing": 0.0,
            "focal_gamma": 0.0,
            "class_weights": "none",
            "votes": "none",
        },
        "batch_size": 64,
        "epochs": 30,
        "early_stopping": {"monitor": "val_loss", "patience": None, "min_delta": 0.0},
        "best": {"monitor": "val_loss"},
    }
    assert config["models"]["wide"] == {
        "architecture": "alexnet",
        "options": {"groups": 8, "pool": "max", "width": 2.0},
        "recipe": {},
    }
    assert config["experiments"]["demo"]["title"] is None
    assert config["downloads"] == {
        "mirror": None,
        "astronn_link": False,
        "attempts": 5,
        "timeout_seconds": 60.0,
    }


def test_what_is_given_stays_beside_the_defaults(root):
    config = changed("recipes.quick.optimizer.name", "sgd")
    optimizer = resolve(config, SCHEMA)["recipes"]["quick"]["optimizer"]
    assert (optimizer["name"], optimizer["learning_rate"]) == ("sgd", 1e-3)


def test_order_and_number_style_change_nothing(root):
    config = changed("datasets.sim", {"source": "sky", "noise": 2, "images": 50.0})
    other = changed("datasets.sim", {"images": 50, "noise": 2.0, "source": "sky"})
    other = dict(reversed(other.items()))
    first, second = resolve(config, SCHEMA), resolve(other, SCHEMA)
    assert json.dumps(first) == json.dumps(second)
    assert type(first["datasets"]["sim"]["images"]) is int


def test_the_given_config_is_left_alone(root):
    config = good()
    before = copy.deepcopy(config)
    resolve(config, SCHEMA)
    assert config == before


def test_a_models_recipe_is_merged_over_the_recipe(root):
    config = changed("models.wide.recipe", {"optimizer": {"learning_rate": 1}})
    config = resolve(config, SCHEMA)
    assert config["models"]["wide"]["recipe"] == {"optimizer": {"learning_rate": 1.0}}
    merged = merged_recipe(config, "quick", "wide")
    plain = merged_recipe(config, "quick", "lenet5")
    assert plain == config["recipes"]["quick"]
    assert merged["optimizer"] == {**plain["optimizer"], "learning_rate": 1.0}
    assert {**merged, "optimizer": None} == {**plain, "optimizer": None}
    assert list(merged) == sorted(merged)


def test_model_gives_architecture_and_all_options(root):
    config = resolve(good(), SCHEMA)
    wide = {
        "architecture": "alexnet",
        "options": {"groups": 8, "pool": "max", "width": 2.0},
    }
    assert model(config, "wide") == wide
    assert model(config, "alexnet")["options"] == {
        "groups": 8,
        "pool": "max",
        "width": 1.0,
    }
    assert model(config, "lenet5") == {"architecture": "lenet5", "options": {}}


def test_a_model_entry_of_an_architectures_own_name(root):
    config = resolve(changed("models.alexnet", {}), SCHEMA)
    assert config["models"]["alexnet"]["architecture"] == "alexnet"


def test_dataset_tells_options_from_selection(root):
    config = resolve(changed("datasets.sim.limit", 20), SCHEMA)
    assert dataset(config, "sim") == {
        "source": "sky",
        "options": {"images": 100, "noise": 1.0},
        "selection": {
            "bands": None,
            "keep_classes": None,
            "limit": 20,
            "merge_classes": None,
            "resize": None,
        },
    }


def test_all_mistakes_are_listed_at_once(root):
    config = good()
    config["recipes"]["quick"] = {"epochs": 0, "batch_size": "x", "epoch": 1}
    config["experiments"]["demo"] |= {"models": ["alexnett"], "seeds": []}
    config["datasets"]["sim"]["source"] = "skye"
    config["run"] = ["dmo"]
    del config["experiments"]["demo"]["recipes"]
    found = mistakes(config)
    assert [line.split(": ")[0] for line in found] == [
        "experiments.demo.recipes",
        "experiments.demo.seeds",
        "recipes.quick.epoch",
        "recipes.quick.batch_size",
        "recipes.quick.epochs",
        "datasets.sim.source",
        "run[0]",
        "experiments.demo.models[0]",
    ]


@pytest.mark.parametrize("wrong", [None, 3, "x", [1], {"a": 1}, {"a": [None]}])
@pytest.mark.parametrize(
    "path",
    [
        "run", "datasets", "splits", "recipes", "models", "experiments", "downloads",
        "datasets.sim", "datasets.sim.source", "datasets.sim.merge_classes",
        "datasets.sim.keep_classes", "splits.holdout", "splits.holdout.method",
        "recipes.quick", "recipes.quick.schedule", "models.wide",
        "models.wide.options", "models.wide.recipe", "models.wide.architecture",
        "experiments.demo", "experiments.demo.models", "experiments.demo.title",
        "downloads.mirror", "resources", "resources.rules",
        "resources.rules.train_model", "resources.experiments.demo.runtime",
    ],
)  # fmt: skip
def test_nothing_breaks_on_a_value_of_the_wrong_kind(root, path, wrong):
    try:
        resolve(changed(path, wrong), SCHEMA)
    except ConfigError as error:
        assert path.split(".")[0] in str(error)


def test_the_shipped_config_is_right():
    config = yaml.safe_load((REPOSITORY / "config" / "config.yaml").read_text())
    assert resolve(config, SCHEMA)["run"] == ["demo"]


def test_resolving_imports_nothing_heavy():
    code = (
        "import sys, galaxybench.config.configuration\n"
        "heavy = {'keras', 'tensorflow', 'numpy', 'pandas', 'matplotlib', 'scipy'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    scripts = REPOSITORY / "scripts"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(scripts)}, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
