"""Parts of a recipe that do not fit each other, and keys that nothing reads."""

import pytest

from galaxybench.config.configuration import resolve
from tests.helpers.config_samples import SCHEMA, assert_one_mistake, changed, mistakes

QUICK, WIDE = "recipes.quick", "models.wide.recipe"
CHANGES = "(flip, rotation, quarter_turns, shift, zoom or brightness)"
BAD = [
    # limits of one key by another
    (QUICK, {"epochs": 3, "schedule": {"warmup_epochs": 3}},
     f"{QUICK}.schedule.warmup_epochs", "got 3", "allowed: fewer than the 3 epochs"),
    (WIDE, {"schedule": {"warmup_epochs": 40}},
     f"{WIDE} (over {QUICK}).schedule.warmup_epochs", "got 40",
     "allowed: fewer than the 30 epochs"),
    (f"{QUICK}.schedule", {"name": "reduce_on_plateau", "warmup_epochs": 2},
     f"{QUICK}.schedule.warmup_epochs", "got 2", "allowed: 0", "reduce_on_plateau"),
    (f"{QUICK}.schedule", {"name": "cosine", "minimum": 0.01},
     f"{QUICK}.schedule.minimum", "got 0.01", "allowed: below the learning rate 0.001"),
    (QUICK, {"epochs": 12, "schedule": {"name": "step", "every": 12}},
     f"{QUICK}.schedule.every", "got 12", "allowed: fewer than the 12 epochs"),
    (QUICK, {"epochs": 12, "schedule": {"name": "step", "every": 9,
     "warmup_epochs": 3}}, f"{QUICK}.schedule.every", "got 9",
     "allowed: fewer than the 9 epochs after the warm-up"),
    # keys without effect
    (QUICK, {"optimizer": {"name": "adamw", "momentum": 0.9}},
     f"{QUICK}.optimizer.momentum", "no effect", "adamw", "only sgd"),
    (f"{QUICK}.schedule", {"factor": 0.1}, f"{QUICK}.schedule.factor", "no effect",
     "constant", "only step, exponential and reduce_on_plateau"),
    (f"{QUICK}.schedule", {"name": "cosine", "every": 3}, f"{QUICK}.schedule.every",
     "no effect", "cosine", "only step"),
    (f"{QUICK}.schedule", {"minimum": 0.01}, f"{QUICK}.schedule.minimum", "no effect",
     "constant", "only cosine, step, exponential and reduce_on_plateau"),
    (f"{QUICK}.early_stopping", {"monitor": "val_accuracy"},
     f"{QUICK}.early_stopping.monitor", "no effect", "patience null"),
    (WIDE, {"early_stopping": {"min_delta": 0.1}}, f"{WIDE}.early_stopping.min_delta",
     "no effect", "patience null"),
    (WIDE, {"schedule": {"patience": 2}}, f"{WIDE}.schedule.patience", "no effect",
     "constant", "only reduce_on_plateau"),
    # balancing
    (f"{QUICK}.balance", "augmented_copies", f"{QUICK}.balance", CHANGES),
    (QUICK, {"balance": "augmented_copies", "augmentation": {"mixup": 0.2}},
     f"{QUICK}.balance", CHANGES),
    (WIDE, {"balance": "augmented_copies"}, f"{WIDE}.balance", "not allowed",
     "in a recipe"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "key", "parts"), [(*b[:3], b[3:]) for b in BAD]
)
def test_one_mistake_is_one_message(root, path, value, key, parts):
    assert_one_mistake(changed(path, value), key, *parts)


def test_keys_that_something_reads(root):
    config = changed(QUICK, {"schedule": {"name": "cosine", "minimum": 1e-5}})
    config["recipes"]["plateau"] = {
        "optimizer": {"name": "sgd", "momentum": 0.5},
        "schedule": {"name": "reduce_on_plateau", "factor": 0.5, "minimum": 1e-5},
        "augmentation": {"shift": 0.1},
        "balance": "augmented_copies",
        "early_stopping": {"patience": 5, "monitor": "val_accuracy"},
    }
    steps = {"name": "step", "every": 3, "factor": 0.5, "warmup_epochs": 2}
    config["recipes"]["steps"] = {"schedule": steps, "epochs": 6}
    # It does nothing over `quick`, but something over `plateau`.
    config["models"]["wide"]["recipe"] = {"schedule": {"patience": 9}}
    resolve(config, SCHEMA)


def test_a_recipe_with_mistakes_may_still_read_a_key_of_a_model(root):
    config = changed(WIDE, {"schedule": {"patience": 9}})
    plateau = {"schedule": {"name": "reduce_on_plateau"}, "epochs": 0}
    config["recipes"]["plateau"] = plateau
    (message,) = mistakes(config)
    assert message.startswith("recipes.plateau.epochs: ")
    config["recipes"] = {}
    (message,) = mistakes(config)
    assert message.startswith("experiments.demo.recipes[0]: ")
