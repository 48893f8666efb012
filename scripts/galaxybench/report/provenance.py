"""How the runs, the other rows and the splits were made, for the page.

`runs` are the contents of the run.json files, `split` the content of a split.json file.
"""

import json
from collections import Counter
from collections.abc import Iterable

import yaml

from galaxybench.config.declarations import model_about, models
from galaxybench.config.runs import KINDS
from galaxybench.formats import percent
from galaxybench.preparation.published_split import SELECTING

SELECTION = {
    "keep_classes": "Classes kept",
    "merge_classes": "Classes merged",
    "limit": "Images, at most",
    "bands": "Bands used, from 0",
    "resize": "Resized to, pixels",
}
"""Key of the selection in a data set's provenance -> its words."""
SPLIT_OPTIONS = {
    "test": "test fraction {}",
    "valid": "validation fraction {} of the rest",
    "seed": "seed {}",
    "folds": "{} folds",
    "train_fraction": "fraction {} of the training images",
    "group_radius_arcsec": "images within {:g}″ stay together",
    "leaks": "leaks: {}",
    "min_class_count": "classes of fewer than {} images dropped",
}
"""Option of a split -> its words."""
PLAINER = {
    ("train_fraction", 1): "all training images",
    ("group_radius_arcsec", 0): "images at one position stay together",
    ("min_class_count", 0): "no minimum class size",
}
"""(option, value) -> plainer words for it."""
METHODS = {"mean": "mean probabilities of", "vote": "majority vote of"}
"""How an ensemble combines its members -> its words."""


def facts(runs: list[dict]) -> list[tuple[str, list[str]]]:
    """List facts about software and machine, each with its different values.

    Returns:
        (what, values) in the order of the page; one value if all runs agree.
    """
    versions = [run.get("versions", {}) for run in runs]
    started, finished = (
        filter(None, [run.get(key) for run in runs]) for key in ("started", "finished")
    )
    values = {
        "git commit": [
            str(run.get("git_commit") or "not a git checkout")
            + (" with uncommitted changes" if run.get("git_dirty") else "")
            for run in runs
        ],
        **{
            package: [known.get(package) for known in versions]
            for package in sorted(set().union(*versions))
        },
        "backend": [run.get("backend") for run in runs],
        "environment switches": map(_switches, runs),
        "device": map(_device, runs),
        "threads per run": [run.get("threads") for run in runs],
        "first run started": [min(started, default=None)],
        "last run finished": [max(finished, default=None)],
    }
    return [(what, _different(each)) for what, each in values.items()]


def faster(runs: list[dict]) -> list[tuple[tuple[str, ...], int]]:
    """List the faster settings of GPUs that the recipes do not use.

    Returns:
        (settings, as returned by `backends.faster_settings`; number of runs) per set of
        them.
    """
    found = Counter(tuple(run.get("faster_settings", ())) for run in runs)
    return [(settings, number) for settings, number in found.items() if settings]


def commit(runs: list[dict]) -> str | None:
    """Return the commit that made all runs; None if no single clean commit did."""
    commits = {run.get("git_commit") for run in runs}
    dirty = any(run.get("git_dirty") for run in runs)
    return None if dirty or len(commits) != 1 else commits.pop()


def recipes(runs: list[dict]) -> list[dict]:
    """Describe every recipe: the settings common to its models, and the deviations.

    A model may deviate from its recipe, and run.json holds only the merged settings:
    those in which the models of a recipe differ are listed per model.

    Returns:
        A dict per recipe: "name", "text" (the common settings as YAML), "models" (their
        names) and "deviations" (setting, values in the order of the models).
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
    """Compare the recipes key by key, by the settings common to their models.

    Returns:
        The names of the recipes, and (key, values in their order) per key that differs.
    """
    flat = {
        name: flattened(_common([run["recipe"] for run in own]))
        for name, own in _grouped(runs, "recipe_name").items()
    }
    by_model = {key for recipe in recipes(runs) for key, _ in recipe["deviations"]}
    rows = [row for row in _rows(flat) if row[0] not in by_model]
    return list(flat), rows


def architectures(runs: list[dict]) -> list[dict]:
    """Describe every model: its options, and the docstring of its architecture.

    Returns:
        A dict of "model", "architecture", "options" (text) and "about" per model;
        "about" is empty if galaxybench has no file of that name.
    """
    found = {}
    for run in runs:
        name, options = run["model"]["architecture"], run["model"]["options"]
        found[run["model_name"]] = {
            "model": run["model_name"],
            "architecture": name,
            "options": ", ".join(f"{key}: {value}" for key, value in options.items()),
            "about": model_about(name) if name in models() else "",
        }
    return list(found.values())


def made_of(entry: dict) -> str:
    """Describe an ensemble or an outside prediction by the content of its run.json."""
    if "members" not in entry:
        known = "" if entry["probabilities"] else ", class numbers only"
        return f"the file {entry['file']} (sha256 {entry['sha256']}){known}"
    members = entry["members"]
    several = len({member["recipe"] for member in members}) > 1
    chosen = ""
    if entry["best"] is not None:
        chosen = f", those of {entry['candidates']} with the best validation accuracy"
    named = ", ".join(_member(member, several) for member in members)
    outside = any(member["recipe"] in KINDS for member in members)
    noun = "sets of predictions" if outside else "runs"
    tied = ""
    if ties := entry.get("ties"):
        tied = f"; without probabilities, ties on {ties:,} images go to the first class"
    return f"{METHODS[entry['method']]} {len(members)} {noun}{chosen}: {named}{tied}"


def selection(known: dict[str, str]) -> list[tuple[str, str]]:
    """List the selections made from a data source; empty if all of it was used.

    `known` is the provenance of a data set, with its selection as JSON.
    """
    made = [key for key in SELECTION if key in known]
    return [(SELECTION[key], _readable(json.loads(known[key]))) for key in made]


def division(split: dict) -> str:
    """Describe in words how a split divides the images."""
    if not split.get("images", {}).get("train", 1):
        return "every row of the file is a test image"
    # Every split has all options, but its method ignores some.
    ignored = {"holdout": {"folds"}, "kfold": {"test"}, "predefined": {"folds", "test"}}
    dropped = split.get("dropped", {})
    ignored["file"] = {"group_radius_arcsec"} if dropped.get("leak_warning") else set()
    if not (dropped.get("drawn_valid", True) or dropped["left_out_by_train_fraction"]):
        ignored["file"] |= {"seed"}  # Nothing was drawn.
    if not split.get("positions", True):
        ignored[split["method"]] |= {"group_radius_arcsec"}
    if "dropped_from_valid" in dropped or dropped.get("drawn_valid") is False:
        ignored["predefined"] |= {"valid"}
        ignored["file"] |= {"valid"}
    words = [f"as listed in {split['file']}"] if split.get("file") else []
    words += [
        PLAINER.get((key, split["options"][key]), words.format(split["options"][key]))
        for key, words in SPLIT_OPTIONS.items()
        if key in split["options"] and key not in ignored[split["method"]]
    ]
    return "; ".join(words)


def left_out(split: dict) -> str:
    """Say which images of the data set are in no part of a split; "" if none."""
    dropped = split["dropped"]
    small = [f"{name} ({n:,})" for name, n in dropped["dropped_classes"].items()]
    valid = len(dropped.get("dropped_from_valid", []))
    shared = len(dropped.get("dropped_from_train", []))
    others = "valid or test" if "dropped_from_valid" in dropped else "test"
    unused = dropped["left_out_by_train_fraction"]
    reasons = [f"classes too small: {', '.join(small)}"] if small else []
    if shared:
        reasons.append(f"{shared:,} training images whose group is in {others}")
    if valid:
        reasons.append(f"{valid:,} validation images whose group is in test")
    if missing := dropped.get("not_listed"):
        reasons.append(f"{missing:,} images that the file does not list")
    if lacking := dropped.get("not_in_data"):
        keys = [key for key in SELECTING if key in split.get("provenance", {})]
        by = f"that {' or '.join(keys)} left out" if keys else "not in the data set"
        reasons.append(f"{lacking:,} listed images {by}")
    if unused:
        reasons.append(f"{unused:,} training images beyond train_fraction")
    return "; ".join(reasons)


def flattened(values: dict, prefix: str = "") -> dict[str, str]:
    """Flatten nested settings to text, with keys such as `optimizer.name`."""
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
    """Keep the keys that have one value in all of these nested dicts."""
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
    """List the keys whose values differ, with the value of each column."""
    keys = sorted(set().union(*flat.values()))
    rows = [(key, [values.get(key, "-") for values in flat.values()]) for key in keys]
    return [row for row in rows if len(set(row[1])) > 1]


def _device(run: dict) -> str | None:
    count, name = run.get("devices", 1), run.get("device")
    return f"{count} × {name}" if count > 1 else name


def _switches(run: dict) -> str | None:
    if (switches := run.get("switches")) is None:
        return None
    return " ".join(f"{name}={value}" for name, value in switches.items()) or "none"


def _different(values: Iterable[object]) -> list[str]:
    return sorted({str(value) for value in values if value is not None}) or ["unknown"]


def _member(member: dict, several_recipes: bool) -> str:
    if member["recipe"] in KINDS:
        return f"external {member['model']} seed {member['seed']}"
    recipe = f" with {member['recipe']}" if several_recipes else ""
    known = member["val_accuracy"]
    accuracy = "" if known is None else f" ({percent(known)})"
    return f"{member['model']}{recipe} seed {member['seed']}{accuracy}"
