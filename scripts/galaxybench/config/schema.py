"""Complete the config's schema for one config, and fill in its defaults."""

import copy
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from galaxybench.config import declarations, model_options

NAMED = ("datasets", "splits", "recipes", "models", "experiments")


def read_schema(path: Path) -> dict[str, Any]:
    """Read the JSON schema from its YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def complete(schema: dict[str, Any], config: dict[str, Any]) -> dict[str, Any]:
    """Add to the schema the options that this config's sources and models declare.

    Every data set, split, ... with a valid name becomes a property. If a source or
    architecture does not exist, any options are allowed, because the name is the
    mistake to report.
    """
    whole = copy.deepcopy(schema)
    for section in NAMED:
        node = whole["properties"][section]
        ((pattern, entry),) = node.pop("patternProperties").items()
        node["properties"] = {}
        given = config.get(section)
        for name, value in given.items() if isinstance(given, dict) else ():
            if not re.fullmatch(pattern, name):
                continue
            value = value if isinstance(value, dict) else {}
            special = copy.deepcopy(follow(entry, whole))
            if section == "datasets":
                _add_source_options(special, value)
            elif section == "models":
                _add_model_options(special, name, value)
            node["properties"][name] = special
    return whole


def follow(schema: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """Replace a local `$ref` by its target; keys beside it take precedence."""
    if "$ref" not in schema:
        return schema
    target = whole
    for key in schema["$ref"].removeprefix("#/").split("/"):
        target = target[key]
    return {**target, **{k: v for k, v in schema.items() if k != "$ref"}}


def fill(
    value: Any,  # noqa: ANN401
    schema: dict[str, Any],
    whole: dict[str, Any],
    defaults: bool = True,
) -> Any:  # noqa: ANN401
    """Return a valid part of a config with every nested default, keys sorted.

    Numbers get the schema's type, so that `1` and `1.0` are the same setting. No
    defaults are filled in below a schema that is marked `partial`. `$ref` refers to the
    `whole` schema.
    """
    schema = follow(schema, whole)
    defaults = defaults and not schema.get("partial", False)
    if isinstance(value, dict):
        known = schema.get("properties", {})
        other = schema.get("additionalProperties")
        other = other if isinstance(other, dict) else {}
        added = {
            key: copy.deepcopy(sub["default"])
            for key, sub in known.items()
            if defaults and key not in value and "default" in sub
        }
        return {
            key: fill(item, known.get(key, other), whole, defaults)
            for key, item in sorted({**value, **added}.items())
        }
    if isinstance(value, list):
        items = schema.get("items", {})
        return [fill(item, items, whole, defaults) for item in value]
    kinds = types(schema)
    if isinstance(value, float) and "integer" in kinds and "number" not in kinds:
        return int(value)
    if type(value) is int and "number" in kinds:
        return float(value)
    return value


def merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Merge nested maps; `changes` takes precedence; keys sorted."""
    result = base | changes
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            result[key] = merged(base[key], value)
    return dict(sorted(result.items()))


def plain(value: Any) -> Any:  # noqa: ANN401
    """Copy a config into builtin dicts, lists and scalars; keys become text.

    An integer that no float can hold becomes infinite, which is then refused.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, int) and value.bit_length() > 1000:
        return math.inf if value > 0 else -math.inf
    return value


def maps(config: object, section: str) -> Iterator[tuple[str, dict]]:
    """Yield the entries of a section that are maps; every valid entry is one."""
    entries = config.get(section) if isinstance(config, dict) else None
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        if isinstance(entry, dict):
            yield name, entry


def texts(names: object) -> list[str]:
    """List the strings in a list of names; a valid list holds nothing else."""
    listed = names if isinstance(names, list) else []
    return [name for name in listed if isinstance(name, str)]


def types(schema: dict[str, Any]) -> list[str]:
    """Return the JSON types that a schema allows; empty if it does not say."""
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else kinds


def _add_source_options(entry: dict, value: dict) -> None:
    try:
        options = declarations.source(str(value.get("source"))).options
    except declarations.DeclarationError:
        entry["additionalProperties"] = True
        return
    entry["properties"] = {**options, **entry["properties"]}
    entry["required"] = entry["required"] + [
        key for key, option in options.items() if "default" not in option
    ]


def _add_model_options(entry: dict, name: str, value: dict) -> None:
    options = entry["properties"]["options"]
    try:
        architecture = str(value.get("architecture") or name)
        options["properties"] = model_options.schemas(architecture)
    except declarations.DeclarationError:
        options["additionalProperties"] = True
