"""Checks that a schema cannot express: the parts of a config must fit each other.

Every check yields one message per mistake, and tolerates configs with other mistakes,
so that all are reported at once. `check_*.py` hold the checks of single sections.
"""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from galaxybench.config import (
    check_datasets,
    check_entries,
    check_recipes,
    check_resources,
    check_weights,
    declarations,
)
from galaxybench.config.messages import key_path, no_effect, show, unknown
from galaxybench.config.schema import maps

_UNUSED = {
    "holdout": {"folds": "only kfold has folds"},
    "predefined": {
        "test": "the data set's own test set is used whole",
        "folds": "only kfold has folds",
    },
    "kfold": {"test": "each fold is the test part once"},
}


def check(
    config: dict[str, Any],
    filled: dict[str, dict[str, Any]],
    root: Path | None,
    reserved: frozenset[str],
) -> list[str]:
    """Find mistakes between the parts of a config.

    Args:
        config: as written by the user, in plain builtins.
        filled: its sections with defaults, without entries that the schema rejects.
        root: package folder.
        reserved: names that no experiment may have.

    Returns:
        One message per mistake.
    """
    return [
        *_numbers(config, []),
        *_files(config, root),
        *check_datasets.classes(filled["datasets"], root),
        *check_datasets.identities(filled["datasets"], root),
        *_splits(config, filled["splits"]),
        *check_recipes.recipes(config, filled),
        *check_recipes.balances(config),
        *check_weights.starts(config, filled, root),
        *check_weights.phases(config, filled),
        *check_entries.entries(filled, root),
        *check_resources.resources(config, root),
        *_names(config, root, reserved),
        *_predefined(config, filled, root),
        *_mirror(config),
    ]


def _numbers(value: object, where: list[str | int]) -> Iterator[str]:
    """Reject .nan and .inf, which the bounds of a schema let pass."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _numbers(item, [*where, key])
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _numbers(item, [*where, index])
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{key_path(where)}: got {value}, allowed: finite numbers"


def _files(config: dict[str, Any], root: Path | None) -> Iterator[str]:
    for name, entry in maps(config, "datasets"):
        source = entry.get("source")
        if isinstance(source, str):
            where = f"datasets.{name}.source"
            if source not in declarations.sources(root):
                yield f"{where}: " + unknown(
                    "source", source, declarations.sources(root)
                )
            else:
                yield from _unreadable(where, declarations.source, source, root)
    yield from _architectures(config, root)


def _architectures(config: dict[str, Any], root: Path | None) -> Iterator[str]:
    """Check that the file of every named architecture can be read."""
    available = declarations.models(root)
    entries = dict(maps(config, "models"))
    for name, entry in entries.items():
        own = entry.get("architecture")
        where = f"models.{name}" + (".architecture" if own else "")
        architecture = own or name
        if isinstance(architecture, str):
            if architecture not in available:
                yield f"{where}: " + unknown("architecture", architecture, available)
            elif name in available and name != architecture:
                yield (
                    f"{where}: got {show(architecture)}, but {show(name)} is the name "
                    "of another architecture: give the model a name of its own"
                )
            else:
                yield from _unreadable(
                    where, declarations.model_options, architecture, root
                )
    first: dict[str, str] = {}
    for experiment, entry in maps(config, "experiments"):
        for name in _texts(entry.get("models")):
            if name in available and name not in entries:
                first.setdefault(name, f"experiments.{experiment}.models")
    for name, where in first.items():
        yield from _unreadable(where, declarations.model_options, name, root)


def _unreadable(where: str, read: Any, name: str, root: Path | None) -> Iterator[str]:  # noqa: ANN401
    try:
        read(name, root)
    except declarations.DeclarationError as error:
        yield f"{where}: {error}"


def _splits(config: dict[str, Any], filled: dict[str, Any]) -> Iterator[str]:
    for name, entry in maps(config, "splits"):
        if name in filled:
            method = filled[name]["method"]
            for key, reason in _UNUSED[method].items():
                if key in entry:
                    where = f"splits.{name}.{key}"
                    yield no_effect(where, f"method {method}", reason, "split")


def _names(
    config: dict[str, Any], root: Path | None, reserved: frozenset[str]
) -> Iterator[str]:
    available = {
        section: set(config[section]) if isinstance(config.get(section), dict) else None
        for section in ("datasets", "splits", "recipes", "experiments")
    }
    given = config.get("models")
    available["models"] = set(declarations.models(root)) | set(
        given if isinstance(given, dict) else ()
    )

    def wrong(where: str, section: str, names: object) -> Iterator[str]:
        exist = available[section]
        if exist is None or not isinstance(names, list):
            return
        kind = "data set" if section == "datasets" else section.removesuffix("s")
        for index, name in enumerate(names):
            if isinstance(name, str) and name not in exist:
                yield f"{where}[{index}]: " + unknown(kind, name, exist)

    yield from wrong("run", "experiments", config.get("run"))
    for name, entry in maps(config, "experiments"):
        if name in reserved:
            yield (
                f"experiments.{name}: got the name '{name}', which the workflow uses "
                f"itself, allowed: any name except {', '.join(sorted(reserved))}"
            )
        for section in ("datasets", "splits", "models", "recipes"):
            where = f"experiments.{name}.{section}"
            yield from wrong(where, section, entry.get(section))


def _predefined(
    config: dict[str, Any], filled: dict[str, dict[str, Any]], root: Path | None
) -> Iterator[str]:
    """Check that predefined splits are used only for data sets with a test set."""
    for experiment, entry in maps(config, "experiments"):
        for dataset in _texts(entry.get("datasets")):
            source = filled["datasets"].get(dataset, {}).get("source")
            try:
                has_test_set = declarations.source(str(source), root).predefined_split
            except declarations.DeclarationError:
                continue
            for split in _texts(entry.get("splits")):
                method = filled["splits"].get(split, {}).get("method")
                if method == "predefined" and not has_test_set:
                    yield (
                        f"experiments.{experiment}.splits: '{split}' takes the data "
                        f"set's own test set, but '{dataset}' (source {source}) has "
                        "none, allowed: splits with method holdout or kfold"
                    )


def _mirror(config: dict[str, Any]) -> Iterator[str]:
    downloads = config.get("downloads")
    mirror = downloads.get("mirror") if isinstance(downloads, dict) else None
    if isinstance(mirror, str):
        protocol, mark, _ = mirror.partition("://")
        if mark and protocol not in ("file", "http", "https"):
            yield (
                f"downloads.mirror: got {show(mirror)}, allowed: a folder, or an "
                "address that starts with file://, http:// or https://"
            )


def _texts(names: object) -> list[str]:
    listed = names if isinstance(names, list) else []
    return [name for name in listed if isinstance(name, str)]
