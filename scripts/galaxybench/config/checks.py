"""Checks that a schema cannot express: the parts of a config must fit each other.

Every check yields one message per mistake, and tolerates configs with other mistakes,
so that all are reported at once. `check_*.py` hold the checks of single sections.
"""

from collections.abc import Collection, Iterator
from typing import Any

from galaxybench.config import (
    check_catalogs,
    check_datasets,
    check_entries,
    check_mirror,
    check_pixels,
    check_recipes,
    check_sizes,
    check_slices,
    check_texts,
    check_values,
    check_votes,
    check_weights,
    declarations,
    model_options,
)
from galaxybench.config.allocations import GPU_RULES, IMAGE_RULES
from galaxybench.config.messages import no_effect, show, unknown
from galaxybench.config.runs import Config
from galaxybench.config.schema import NAMED, maps, texts

_UNUSED = {
    "holdout": {"folds": "only kfold has folds"},
    "predefined": {
        "test": "the data set's own test set is used whole",
        "folds": "only kfold has folds",
    },
    "kfold": {"test": "each fold is the test part once"},
    "file": {
        "test": "the file says which images are in test",
        "folds": "only kfold has folds",
    },
}
_OF_FILES = ("path", "leaks")


def check(config: Config, filled: Config, reserved: Collection[str]) -> list[str]:
    """Return one message per mistake between the parts of a config.

    `config` is as the user wrote it, in plain builtins; `filled` has its sections with
    defaults, without entries that the schema rejects. No experiment may have one of the
    `reserved` names.
    """
    return [
        *check_values.values(config),
        *check_values.names(config),
        *check_texts.printable(config),
        *check_texts.names(config),
        *check_texts.inputs(config),
        *_sources(config),
        *_architectures(config),
        *check_datasets.classes(filled["datasets"]),
        *check_datasets.identities(filled["datasets"]),
        *check_catalogs.catalogs(config, filled),
        *check_texts.class_names(filled["datasets"]),
        *_splits(config, filled["splits"]),
        *check_recipes.recipes(config, filled),
        *check_recipes.balances(config),
        *check_weights.starts(config, filled),
        *check_weights.phases(config, filled),
        *check_votes.experiments(filled),
        *check_entries.entries(filled),
        *check_slices.entries(filled),
        *check_pixels.pixels(filled),
        *check_sizes.runs(config, filled),
        *check_sizes.images(config, filled),
        *_resources(config),
        *_names(config, reserved),
        *_predefined(config, filled),
        *check_mirror.mirror(config),
    ]


def _sources(config: Config) -> Iterator[str]:
    available = declarations.sources()
    for name, entry in maps(config, "datasets"):
        source = entry.get("source")
        where = f"datasets.{name}.source"
        if source in available:
            yield from _unreadable(where, declarations.source, source)
        elif isinstance(source, str):
            yield f"{where}: " + unknown("source", source, available)


def _architectures(config: Config) -> Iterator[str]:
    """Check that the file of every named architecture can be read."""
    available = declarations.models()
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
                yield from _unreadable(where, model_options.schemas, architecture)
    seen = set(entries)
    for experiment, entry in maps(config, "experiments"):
        where = f"experiments.{experiment}.models"
        for name in texts(entry.get("models")):
            if name in available and name not in seen:
                seen.add(name)
                yield from _unreadable(where, model_options.schemas, name)


def _unreadable(where: str, read: Any, name: str) -> Iterator[str]:  # noqa: ANN401
    try:
        read(name)
    except declarations.DeclarationError as error:
        yield f"{where}: {error}"


def _splits(config: Config, filled: Config) -> Iterator[str]:
    for name, split in filled.items():
        method = split["method"]
        for key, reason in _UNUSED[method].items():
            if key in config["splits"][name]:
                where = f"splits.{name}.{key}"
                yield no_effect(where, f"method {method}", reason, "split")
        given = [key for key in _OF_FILES if key in config["splits"][name]]
        for key in given if method != "file" else ():
            where, reason = f"splits.{name}.{key}", "only the method file reads a file"
            yield no_effect(where, f"method {method}", reason, "split")
        if method == "file" and split["path"] is None:
            yield f"splits.{name}.path: missing, needed: a CSV file `index,part`"


def _names(config: Config, reserved: Collection[str]) -> Iterator[str]:
    available = {
        section: set(config[section])
        for section in NAMED
        if isinstance(config.get(section), dict)
    }
    available["models"] = {*declarations.models(), *available.get("models", ())}

    def wrong(where: str, section: str, names: object) -> Iterator[str]:
        kind = "data set" if section == "datasets" else section.removesuffix("s")
        known = available.get(section)
        if known is not None and isinstance(names, list):
            for index, name in enumerate(names):
                if isinstance(name, str) and name not in known:
                    yield f"{where}[{index}]: " + unknown(kind, name, known)

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


def _predefined(config: Config, filled: Config) -> Iterator[str]:
    """Check that predefined splits are used only for data sets with a test set."""
    for experiment, entry in maps(config, "experiments"):
        for dataset in texts(entry.get("datasets")):
            source = filled["datasets"].get(dataset, {}).get("source")
            try:
                has_test_set = declarations.source(str(source)).predefined_split
            except declarations.DeclarationError:
                continue
            for split in texts(entry.get("splits")):
                method = filled["splits"].get(split, {}).get("method")
                if method == "predefined" and not has_test_set:
                    yield (
                        f"experiments.{experiment}.splits: '{split}' takes the data "
                        f"set's own test set, but '{dataset}' (source {source}) has "
                        "none, allowed: splits with method holdout or kfold"
                    )


def _resources(config: Config) -> Iterator[str]:
    """Check that rules, architectures and experiments with a request exist."""
    known = {
        "rules": (*GPU_RULES, *IMAGE_RULES),
        "architectures": declarations.models(),
        "experiments": [name for name, _ in maps(config, "experiments")],
    }
    for section, names in known.items():
        for name, request in maps(config.get("resources"), section):
            where = f"resources.{section}.{name}"
            if name not in names:
                message = unknown(section.removesuffix("s"), name, names)
                if section == "rules":
                    message += "; for other rules use --set-resources"
                yield f"{where}: {message}"
            elif name in IMAGE_RULES and request.get("gpu"):
                yield (
                    f"{where}.gpu: got {request['gpu']}, but the rule uses no GPU: "
                    "remove it"
                )
