"""Checks of the weights that a run starts from, and of the phases of a recipe."""

from collections.abc import Iterator
from itertools import product

from galaxybench.config import declarations
from galaxybench.config.messages import no_effect, show, unknown
from galaxybench.config.runs import Config, Run, run_named, split_instances
from galaxybench.config.schema import maps, merged, texts

ENDINGS = (".keras", ".h5")


def starts(config: Config, filled: Config) -> Iterator[str]:
    """Check the key `weights` of every recipe and of every model's changes to it."""
    written = {f"recipes.{name}": recipe for name, recipe in filled["recipes"].items()}
    for name, entry in filled["models"].items():
        written[f"models.{name}.recipe"] = entry["recipe"]
    for where, recipe in written.items():
        weights = recipe.get("weights", "none")
        if isinstance(weights, dict):
            known = filled | {"datasets": dict(maps(config, "datasets"))}
            yield from _run(f"{where}.weights.run", weights["run"], known)
        elif weights not in ("none", "imagenet") and not weights.endswith(ENDINGS):
            yield (
                f"{where}.weights: got {show(weights)}, allowed: none, imagenet, a "
                f"path that ends in {' or '.join(ENDINGS)}, or {{run: ...}}"
            )
    yield from _published(config, filled)


def phases(config: Config, filled: Config) -> Iterator[str]:
    """Check the phases of recipes, and recipe keys that have no effect with phases."""
    for name, recipe in filled["recipes"].items():
        warmup = recipe["schedule"]["warmup_epochs"]
        for number, phase in enumerate(recipe["phases"]):
            if 0 < phase["epochs"] <= warmup:
                yield (
                    f"recipes.{name}.phases[{number}].epochs: got {phase['epochs']}, "
                    f"allowed: more than the {warmup} epochs of schedule.warmup_epochs"
                )
    for name, recipe in maps(config, "recipes"):
        if not recipe.get("phases"):
            continue
        optimizer = recipe.get("optimizer")
        keys = ["epochs"] if "epochs" in recipe else []
        if isinstance(optimizer, dict) and "learning_rate" in optimizer:
            keys.append("optimizer.learning_rate")
        for key in keys:
            where = f"recipes.{name}.{key}"
            yield no_effect(where, "phases", "each phase has its own", "recipe")


def _published(config: Config, filled: Config) -> Iterator[str]:
    """Check that architectures which start from imagenet have published weights."""
    found = set()
    for experiment, entry in maps(config, "experiments"):
        pairs = product(texts(entry.get("recipes")), texts(entry.get("models")))
        for recipe, model in pairs:
            if _weights(filled, recipe, model) != "imagenet":
                continue
            where = f"experiments.{experiment}: recipe {show(recipe)}"
            for dataset in texts(entry.get("datasets")):
                bands = filled["datasets"].get(dataset, {}).get("bands") or [0]
                if len(bands) not in (1, 3) and (recipe, dataset) not in found:
                    found.add((recipe, dataset))
                    yield (
                        f"{where} starts from imagenet weights, which are for three "
                        f"channels, but datasets.{dataset}.bands has {len(bands)}, "
                        "allowed: one or three; or use `weights: none`"
                    )
            architecture = filled["models"].get(model, {}).get("architecture", model)
            try:
                published = declarations.model_weights(architecture)
            except declarations.DeclarationError:
                continue
            if not published and (recipe, model) not in found:
                found.add((recipe, model))
                yield (
                    f"{where} starts {show(model)} from imagenet weights, but none are "
                    f"published for {architecture}: use another recipe, or give the "
                    "model `recipe: {weights: none}` or the path of a file"
                )


def _run(where: str, name: str, filled: Config) -> Iterator[str]:
    """Check that the run whose weights are used exists, and that no circle arises."""
    seen: list[Run] = []
    weights: object = {"run": name}
    while isinstance(weights, dict):
        try:
            run = run_named(weights["run"])
        except ValueError as error:
            yield f"{where}: {error}"
            return
        if run in seen:
            yield f"{where}: got {show(name)}, which starts from itself"
            return
        seen.append(run)
        mistakes = list(unknown_names(where, run, filled))
        yield from mistakes
        if mistakes:
            return
        weights = _weights(filled, run.recipe, run.model)


def unknown_names(where: str, run: Run, filled: Config) -> Iterator[str]:
    """Check that the data set, split, recipe and model of a run exist.

    `where` is the key that names the run.
    """
    splits = [s for name in filled["splits"] for s in split_instances(filled, name)]
    for kind, name, known in (
        ("data set", run.dataset, filled["datasets"]),
        ("recipe", run.recipe, filled["recipes"]),
        ("model", run.model, {*declarations.models(), *filled["models"]}),
        ("split", run.split, splits),
    ):
        if name not in known:
            yield f"{where}: " + unknown(kind, name, known)


def _weights(filled: Config, recipe: str, model: str) -> object:
    base = filled["recipes"].get(recipe, {})
    changes = filled["models"].get(model, {}).get("recipe", {})
    return merged(base, changes).get("weights", "none")
