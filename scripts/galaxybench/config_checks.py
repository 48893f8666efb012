"""What a schema cannot say: the parts of a config must fit each other.

Every check takes what may still hold other mistakes, so that all are found at once.
Runs while the Snakefile is parsed: standard library only.
"""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from galaxybench import declarations
from galaxybench.config_errors import key_path, show, unknown
from galaxybench.config_schema import merged

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
        config: as written by the user, plain.
        filled: its sections with defaults, only with the entries that the schema
            accepts.
        root: package folder.
        reserved: names that no experiment may have.

    Returns:
        One message a mistake.
    """
    return [
        *_numbers(config, []),
        *_files(config, root),
        *_classes(filled["datasets"], root),
        *_identities(filled["datasets"]),
        *_splits(config, filled["splits"]),
        *_recipes(filled),
        *_balances(config),
        *_names(config, root, reserved),
        *_predefined(config, filled, root),
        *_mirror(config),
    ]


def _numbers(value: object, where: list[str | int]) -> Iterator[str]:
    """No bound of a schema stops .nan, and few stop .inf."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _numbers(item, [*where, key])
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _numbers(item, [*where, index])
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{key_path(where)}: got {value}, allowed: finite numbers"


def _files(config: dict[str, Any], root: Path | None) -> Iterator[str]:
    for name, entry in _maps(config, "datasets"):
        source = entry.get("source")
        if isinstance(source, str):
            where = f"datasets.{name}.source"
            if source not in declarations.sources(root):
                yield f"{where}: " + unknown(
                    "source", source, declarations.sources(root)
                )
            else:
                yield from _unreadable(where, declarations.source, source, root)
    for name, entry in _maps(config, "models"):
        architecture = entry.get("architecture")
        where = f"models.{name}" + (".architecture" if architecture else "")
        architecture = architecture or name
        if isinstance(architecture, str):
            if architecture not in declarations.models(root):
                yield f"{where}: " + unknown(
                    "architecture", architecture, declarations.models(root)
                )
            else:
                yield from _unreadable(
                    where, declarations.model_options, architecture, root
                )


def _unreadable(where: str, read: Any, name: str, root: Path | None) -> Iterator[str]:  # noqa: ANN401
    try:
        read(name, root)
    except declarations.DeclarationError as error:
        yield f"{where}: {error}"


def _classes(datasets: dict[str, Any], root: Path | None) -> Iterator[str]:
    for name, entry in datasets.items():
        where = f"datasets.{name}"
        keep, merge = entry["keep_classes"], entry["merge_classes"]
        if keep is not None and merge is not None:
            yield (
                f"{where}: got both keep_classes and merge_classes, allowed: one of "
                "them (merge_classes drops the classes that it does not name)"
            )
            continue
        known = _known_classes(entry, root)
        lists = [(f"{where}.keep_classes", keep)] if keep else []
        lists += [
            (f"{where}.merge_classes.{new}", old) for new, old in (merge or {}).items()
        ]
        first: dict[str | int, str] = {}
        for path, members in lists:
            for index, member in enumerate(members):
                if known is not None and not _is_class(member, known):
                    yield f"{path}[{index}]: " + _unknown_class(member, known)
                    continue
                if known is not None and isinstance(member, str):
                    member = known.index(member)
                if member in first:
                    label = member if known is None else known[member]
                    yield (
                        f"{path}[{index}]: class {show(label)} is already in "
                        f"{first[member]}: name it once"
                    )
                first.setdefault(member, path)


def _known_classes(entry: dict[str, Any], root: Path | None) -> list[str] | None:
    """Class names by the source's declaration, or by the data set's own option."""
    try:
        declared = declarations.source(entry["source"], root).classes
    except declarations.DeclarationError:
        return None
    own = entry.get("classes")
    return declared or (own if isinstance(own, list) and own else None)


def _is_class(member: str | int, known: list[str]) -> bool:
    return member in known if isinstance(member, str) else member < len(known)


def _unknown_class(member: str | int, known: list[str]) -> str:
    if isinstance(member, str):
        return unknown("class", member, known)
    return f"got the class index {member}, allowed: 0 to {len(known) - 1}"


def _identities(datasets: dict[str, Any]) -> Iterator[str]:
    first: dict[str, str] = {}
    for name, entry in datasets.items():
        identity = json.dumps(entry, sort_keys=True, default=str)
        if identity in first:
            yield (
                f"datasets.{name}: the same data set as datasets.{first[identity]} "
                "(equal source and options): remove one of them"
            )
        first.setdefault(identity, name)


def _splits(config: dict[str, Any], filled: dict[str, Any]) -> Iterator[str]:
    for name, entry in _maps(config, "splits"):
        if name in filled:
            method = filled[name]["method"]
            for key, reason in _UNUSED[method].items():
                if key in entry:
                    yield (
                        f"splits.{name}.{key}: has no effect with method {method} "
                        f"({reason}): remove it"
                    )


def _recipes(filled: dict[str, dict[str, Any]]) -> Iterator[str]:
    for name, recipe in filled["recipes"].items():
        own = list(_recipe(f"recipes.{name}", recipe))
        yield from own
        for model, entry in filled["models"].items():
            if entry["recipe"] and not own:
                where = f"models.{model}.recipe (over recipes.{name})"
                yield from _recipe(where, merged(recipe, entry["recipe"]))


def _balances(config: dict[str, Any]) -> Iterator[str]:
    for name, entry in _maps(config, "models"):
        recipe = entry.get("recipe")
        if isinstance(recipe, dict) and "balance" in recipe:
            yield (
                f"models.{name}.recipe.balance: not allowed, because a recipe's "
                "balanced training set is one for all models: put it into a recipe"
            )


def _recipe(where: str, recipe: dict[str, Any]) -> Iterator[str]:
    warmup, epochs = recipe["schedule"]["warmup_epochs"], recipe["epochs"]
    if warmup and recipe["schedule"]["name"] == "reduce_on_plateau":
        yield (
            f"{where}.schedule.warmup_epochs: got {warmup}, allowed: 0 with the "
            "schedule reduce_on_plateau"
        )
    elif warmup >= epochs:
        yield (
            f"{where}.schedule.warmup_epochs: got {warmup}, allowed: fewer than the "
            f"{epochs} epochs"
        )
    lowest, rate = recipe["schedule"]["minimum"], recipe["optimizer"]["learning_rate"]
    if lowest >= rate:
        yield (
            f"{where}.schedule.minimum: got {lowest}, allowed: below the learning rate "
            f"{rate}"
        )


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
    for name, entry in _maps(config, "experiments"):
        if name in reserved:
            yield (
                f"experiments.{name}: '{name}' is a name of the workflow's own, "
                f"allowed: any but {', '.join(sorted(reserved))}"
            )
        for section in ("datasets", "splits", "models", "recipes"):
            where = f"experiments.{name}.{section}"
            yield from wrong(where, section, entry.get(section))


def _predefined(
    config: dict[str, Any], filled: dict[str, dict[str, Any]], root: Path | None
) -> Iterator[str]:
    """A predefined split needs a data set that comes with its own test set."""
    for experiment, entry in _maps(config, "experiments"):
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
        scheme, mark, _ = mirror.partition("://")
        if mark and scheme not in ("file", "http", "https"):
            yield (
                f"downloads.mirror: got {show(mirror)}, allowed: a folder, or an "
                "address that starts with file://, http:// or https://"
            )


def _maps(config: dict[str, Any], section: str) -> Iterator[tuple[str, dict]]:
    entries = config.get(section)
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        if isinstance(entry, dict):
            yield name, entry


def _texts(names: object) -> list[str]:
    listed = names if isinstance(names, list) else []
    return [name for name in listed if isinstance(name, str)]
