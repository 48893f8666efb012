"""Checks of the recipes in a config: keys fit together and have an effect."""

from collections.abc import Iterator
from typing import Any

from galaxybench.config import check_votes
from galaxybench.config.check_stretch import stretch
from galaxybench.config.messages import no_effect
from galaxybench.config.runs import Config
from galaxybench.config.schema import maps, merged

# Keys that only some optimizers or schedules read -> the names of those.
_READERS = {
    "optimizer": {"momentum": ("sgd",)},
    "schedule": {
        "monitor": ("reduce_on_plateau",),
        "factor": ("step", "exponential", "reduce_on_plateau"),
        "every": ("step",),
        "patience": ("reduce_on_plateau",),
        "min_delta": ("reduce_on_plateau",),
        "minimum": ("cosine", "step", "exponential", "reduce_on_plateau"),
    },
}
# Without mixup, which blends two images during training.
CHANGES_AN_IMAGE = ("flip", "rotation", "quarter_turns", "shift", "zoom", "brightness")


def recipes(config: Config, filled: Config) -> Iterator[str]:
    """Check every recipe, alone and with the changes of every model."""
    written = dict(maps(config, "recipes"))
    for name, recipe in filled["recipes"].items():
        where = f"recipes.{name}"
        own = [*_unused(where, "recipe", written[name], [recipe]), *_fit(where, recipe)]
        yield from own
        yield from stretch(where, recipe)
        yield from _balanced(where, recipe)
        for model, entry in filled["models"].items():
            if entry["recipe"] and not own:
                above = f"models.{model}.recipe (over {where})"
                yield from _fit(above, merged(recipe, entry["recipe"]))
                yield from stretch(above, merged(recipe, entry["recipe"]))
    if len(filled["recipes"]) < len(written):
        return  # a recipe with mistakes may use a model's keys once it is corrected
    for name, entry in filled["models"].items():
        changed = [merged(base, entry["recipe"]) for base in filled["recipes"].values()]
        yield from _unused(f"models.{name}.recipe", "model", entry["recipe"], changed)


def balances(config: Config) -> Iterator[str]:
    """Check that no model changes `balance`."""
    for name, entry in maps(config, "models"):
        recipe = entry.get("recipe")
        if isinstance(recipe, dict) and "balance" in recipe:
            yield (
                f"models.{name}.recipe.balance: not allowed, because all models share "
                "the balanced training set of a recipe: set it in a recipe"
            )


def _unused(where: str, kind: str, written: dict, recipes: list) -> Iterator[str]:
    """Find keys that have no effect in any of `recipes`, which contain `written`."""
    for section, readers in _READERS.items():
        names = sorted({recipe[section]["name"] for recipe in recipes})
        for key, read_by in readers.items():
            if names and key in written.get(section, {}) and not {*read_by} & {*names}:
                verb = "reads" if len(read_by) == 1 else "read"
                yield no_effect(
                    f"{where}.{section}.{key}",
                    f"{section} {' or '.join(names)}",
                    f"only {_listed(read_by)} {verb} it",
                    kind,
                )
    if recipes and all(each["early_stopping"]["patience"] is None for each in recipes):
        for key in ("monitor", "min_delta"):
            if key in written.get("early_stopping", {}):
                where_key = f"{where}.early_stopping.{key}"
                yield no_effect(where_key, "patience null", "nothing stops", kind)


def _listed(names: tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _balanced(where: str, recipe: dict[str, Any]) -> Iterator[str]:
    changes = [recipe["augmentation"][key] for key in CHANGES_AN_IMAGE]
    if recipe["balance"] == "augmented_copies" and not any(changes):
        yield (
            f"{where}.balance: augmented_copies needs an augmentation that changes an "
            f"image ({', '.join(CHANGES_AN_IMAGE[:-1])} or {CHANGES_AN_IMAGE[-1]})"
        )


def _fit(where: str, recipe: dict[str, Any]) -> Iterator[str]:
    yield from check_votes.loss(where, recipe)
    schedule, epochs = recipe["schedule"], recipe["epochs"]
    warmup, every = schedule["warmup_epochs"], schedule["every"]
    if warmup and schedule["name"] == "reduce_on_plateau":
        yield (
            f"{where}.schedule.warmup_epochs: got {warmup}, allowed: 0 with the "
            "schedule reduce_on_plateau"
        )
    elif warmup >= epochs:
        yield (
            f"{where}.schedule.warmup_epochs: got {warmup}, allowed: fewer than the "
            f"{epochs} epochs"
        )
    if schedule["name"] == "step" and warmup < epochs <= warmup + every:
        after = " after the warm-up" if warmup else ""
        yield (
            f"{where}.schedule.every: got {every}, allowed: fewer than the "
            f"{epochs - warmup} epochs{after}"
        )
    lowest, rate = schedule["minimum"], recipe["optimizer"]["learning_rate"]
    if schedule["name"] != "constant" and lowest >= rate:
        yield (
            f"{where}.schedule.minimum: got {lowest}, allowed: below the learning rate "
            f"{rate}"
        )
