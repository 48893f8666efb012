"""How the runs were made: what they have in common and where they differ."""

import json
from collections import Counter

import yaml

from galaxybench.config.declarations import model_about, models
from galaxybench.formats import percent

SELECTION = {
    "keep_classes": "Classes kept",
    "merge_classes": "Classes merged",
    "limit": "Images, at most",
    "resize": "Resized to, pixels",
}
"""Keys of a data set's provenance that say what was chosen of its source."""
SPLIT_OPTIONS = {
    "test": "test fraction",
    "valid": "valid fraction of the rest",
    "seed": "seed",
    "folds": "folds",
    "train_fraction": "part of the training images used",
    "group_radius_arcsec": "one group within, arcsec",
    "min_class_count": "smallest class, images",
}
"""Options of a split, as the page names them."""


def facts(runs: list[dict]) -> list[tuple[str, list[str]]]:
    """List software, machine and cost facts, each with its different values.

    Args:
        runs: the contents of the run.json files.

    Returns:
        (what, values) in the order of the page; one value where all runs agree.
    """
    commits = {
        str(run.get("git_commit") or "not a git checkout")
        + (" with uncommitted changes" if run.get("git_dirty") else "")
        for run in runs
    }
    packages = sorted({key for run in runs for key in run.get("versions", {})})
    return [
        ("git commit", sorted(commits)),
        *(
            (package, _different(run.get("versions", {}).get(package) for run in runs))
            for package in packages
        ),
        ("backend", _different(run.get("backend") for run in runs)),
        ("device", _different(map(_device, runs))),
        ("threads a run", _different(run.get("threads") for run in runs)),
        ("first run started", _ends(runs, "started", min)),
        ("last run finished", _ends(runs, "finished", max)),
    ]


def faster(runs: list[dict]) -> list[tuple[tuple[str, ...], int]]:
    """List the settings that graphics cards have and recipes have not.

    Returns:
        (settings, as `backends.faster_settings` gives them; number of runs).
    """
    found = Counter(tuple(run.get("faster_settings", ())) for run in runs)
    return [(settings, number) for settings, number in found.items() if settings]


def commit(runs: list[dict]) -> str | None:
    """Give the one commit that made all runs; None if no commit alone did."""
    commits = {run.get("git_commit") for run in runs}
    dirty = any(run.get("git_dirty") for run in runs)
    return None if dirty or len(commits) > 1 else commits.pop()


def recipes(runs: list[dict]) -> list[dict]:
    """Describe every recipe: what all its models were trained with, and what not.

    A model may deviate from its recipe, and a run knows only the result: the settings
    on which the models of a recipe differ are listed by model.

    Returns:
        {"name", "text", "models", "deviations"}: the common settings as YAML, the
        models' names, and (setting, values in their order) where they differ.
    """
    return [
        {
            "name": name,
            "text": yaml.safe_dump(_common([run["recipe"] for run in own])),
            **_deviations(own),
        }
        for name, own in _grouped(runs, "recipe_name").items()
    ]


def recipe_differences(runs: list[dict]) -> tuple[list[str], list[tuple]]:
    """Compare the recipes key by key, in what their models have in common.

    Returns:
        The recipes' names, and (key, values in their order) for every key that differs.
    """
    flat = {
        name: flattened(_common([run["recipe"] for run in own]))
        for name, own in _grouped(runs, "recipe_name").items()
    }
    by_model = {key for recipe in recipes(runs) for key, _ in recipe["deviations"]}
    rows = [row for row in _rows(flat) if row[0] not in by_model]
    return list(flat), rows


def architectures(runs: list[dict]) -> list[dict]:
    """Describe every model: its options, and what its file says of paper and variant.

    Returns:
        {"model", "architecture", "options" (text), "about"}; "about" is empty where
        galaxybench has no file of that name.
    """
    found = {}
    for run in runs:
        model = run["model"]
        name = model["architecture"]
        about = model_about(name) if name in models() else ""
        found[run["model_name"]] = {
            "model": run["model_name"],
            "architecture": name,
            "options": ", ".join(f"{k}: {v}" for k, v in model["options"].items()),
            "about": about,
        }
    return list(found.values())


def selection(known: dict[str, str]) -> list[tuple[str, str]]:
    """Say what was chosen of a data source; nothing where it was taken whole.

    Args:
        known: the provenance of a data set, its selection as JSON.
    """
    return [
        (what, _readable(json.loads(known[key])))
        for key, what in SELECTION.items()
        if key in known
    ]


def division(split: dict) -> str:
    """Give the options of a split.

    Args:
        split: the contents of its split.json.
    """
    # All methods have all options, and each has one that it alone reads.
    unread = {"holdout": {"folds"}, "kfold": {"test"}, "predefined": {"folds", "test"}}
    options = split["options"]
    return ", ".join(
        f"{what}: {options[key]}"
        for key, what in SPLIT_OPTIONS.items()
        if key in options and key not in unread[split["method"]]
    )


def left_out(split: dict) -> str:
    """Say which images of the data set are in no part of a split; "" if all are in one.

    Args:
        split: the contents of its split.json.
    """
    dropped = split["dropped"]
    small = [f"{name} ({n:,})" for name, n in dropped["dropped_classes"].items()]
    shared = len(dropped.get("dropped_from_train", []))
    unused = dropped["left_out_by_train_fraction"]
    reasons = [f"too small classes: {', '.join(small)}"] if small else []
    if shared:
        reasons.append(f"{shared:,} training images of groups that are in test")
    if unused:
        reasons.append(f"{unused:,} training images, by train_fraction")
    return "; ".join(reasons)


def flattened(values: dict, prefix: str = "") -> dict[str, str]:
    """Write nested settings as one dict of text: `optimizer.name`."""
    result = {}
    for key, value in values.items():
        if isinstance(value, dict):
            result |= flattened(value, f"{prefix}{key}.")
        else:
            result[f"{prefix}{key}"] = str(value)
    return result


def _readable(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_readable(old)}" for name, old in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _grouped(runs: list[dict], key: str) -> dict[str, list[dict]]:
    names = dict.fromkeys(run[key] for run in runs)
    return {name: [run for run in runs if run[key] == name] for name in names}


def _common(settings: list[dict]) -> dict:
    """Keep the keys whose values are the same in all nested dicts."""
    result = {}
    for key, value in settings[0].items():
        values = [other.get(key) for other in settings]
        if all(isinstance(value, dict) for value in values):
            result[key] = _common(values)
        elif all(other == value for other in values):
            result[key] = value
    return result


def _deviations(runs: list[dict]) -> dict[str, list]:
    """Compare the models of one recipe."""
    flat = {}
    for model, own in _grouped(runs, "model_name").items():
        every = [flattened(run["recipe"]) for run in own]
        flat[model] = {
            key: "; ".join(_different(values.get(key) for values in every))
            for key in every[0]
        }
    return {"models": list(flat), "deviations": _rows(flat)}


def _rows(flat: dict[str, dict[str, str]]) -> list[tuple[str, list[str]]]:
    """List the keys that differ between the columns, with the value of each column."""
    keys = sorted({key for values in flat.values() for key in values})
    rows = [(key, [values.get(key, "-") for values in flat.values()]) for key in keys]
    return [row for row in rows if len(set(row[1])) > 1]


def _device(run: dict) -> str | None:
    count, name = run.get("devices", 1), run.get("device")
    return f"{count} × {name}" if count > 1 else name


def _different(values: object) -> list[str]:
    return sorted({str(value) for value in values if value is not None}) or ["unknown"]


def _ends(runs: list[dict], key: str, choose: object) -> list[str]:
    times = [run[key] for run in runs if run.get(key)]
    return [str(choose(times))] if times else ["unknown"]


_METHODS = {"mean": "mean probabilities of", "vote": "majority vote of"}


def made_of(entry: dict) -> str:
    """Describe one row of a comparison that no recipe trained.

    Args:
        entry: the contents of its run.json, as written by `ensemble_runs` or
            `import_predictions`.
    """
    if "members" not in entry:
        known = "" if entry["probabilities"] else ", class numbers alone"
        return f"the file {entry['file']} (sha256 {entry['sha256']}){known}"
    members = entry["members"]
    several = len({member["recipe"] for member in members}) > 1
    chosen = ""
    if entry["best"] is not None:
        chosen = f", of {entry['candidates']} those with the best validation accuracy"
    listed = ", ".join(_member(member, several) for member in members)
    return f"{_METHODS[entry['method']]} {len(members)} runs{chosen}: {listed}"


def _member(member: dict, several_recipes: bool) -> str:
    recipe = f" with {member['recipe']}" if several_recipes else ""
    known = member["val_accuracy"]
    accuracy = "" if known is None else f" ({percent(known)})"
    return f"{member['model']}{recipe} seed {member['seed']}{accuracy}"
