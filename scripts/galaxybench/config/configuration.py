"""Check a config as a whole and fill in every default; look up parts of the result."""

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jsonschema import Draft202012Validator

from galaxybench.config import declarations
from galaxybench.config.checks import check
from galaxybench.config.messages import ConfigError, describe, located
from galaxybench.config.runs import Config
from galaxybench.config.schema import NAMED, complete, fill, merged, plain, read_schema


def resolve(
    config: Config,
    schema_path: Path,
    reserved: Collection[str] = (),
    places: Mapping[str, object] = MappingProxyType({}),
) -> dict[str, Any]:
    """Check a config as Snakemake read it, and fill in every default.

    No experiment may have one of the `reserved` names, such as those of rules. `places`
    from `yaml_text.read` say in messages where a key is written.

    Returns:
        The complete config in plain builtins. Keys are sorted at every level, so that
        the order in the YAML file changes nothing.

    Raises:
        ConfigError: lists every mistake, one per line.
    """
    config = plain(config)
    whole = complete(read_schema(schema_path), config)
    errors = sorted(
        Draft202012Validator(whole).iter_errors(config),
        key=lambda error: [str(key) for key in error.absolute_path],
    )
    broken = {tuple(error.absolute_path)[:2] for error in errors}
    filled = {
        section: {
            name: fill(config[section][name], schema, whole)
            for name, schema in whole["properties"][section]["properties"].items()
            if (section, name) not in broken
        }
        for section in NAMED
    }
    for name, entry in filled["models"].items():
        entry["architecture"] = entry["architecture"] or name
    messages = [line for error in errors for line in describe(error)]
    messages += check(config, filled, reserved)
    if messages:
        raise ConfigError.of(located(line, places) for line in messages)
    return {**fill(config, whole, whole), **filled}


def merged_recipe(config: Config, recipe_name: str, model_name: str) -> dict[str, Any]:
    """Return a recipe with a model's changes; `epochs` is the sum of any phases."""
    changes = config["models"].get(model_name, {}).get("recipe", {})
    recipe = merged(config["recipes"][recipe_name], changes)
    if recipe["phases"]:
        recipe["epochs"] = sum(phase["epochs"] for phase in recipe["phases"])
    return recipe


def model(config: Config, model_name: str) -> dict[str, Any]:
    """Return a model's `architecture` and all of its `options`, keys sorted."""
    entry = config["models"].get(model_name, {})
    architecture = entry.get("architecture", model_name)
    options = declarations.model_options(architecture) | entry.get("options", {})
    return {"architecture": architecture, "options": dict(sorted(options.items()))}


def dataset(config: Config, dataset_name: str) -> dict[str, Any]:
    """Return a data set's `source`, the source's `options`, and the `selection`.

    The selection holds the keys that every source has: classes and bands, number and
    size of images.
    """
    entry = dict(config["datasets"][dataset_name])
    source = entry.pop("source")
    common = ("bands", "keep_classes", "limit", "merge_classes", "resize")
    selection = {key: entry.pop(key) for key in common}
    return {"options": entry, "selection": selection, "source": source}
