"""How the runs were made: what they have in common and where they differ."""

import ast
from pathlib import Path

import yaml

MODELS = Path(__file__).parent / "models"


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
        ("device", _different(run.get("device") for run in runs)),
        ("threads a run", _different(run.get("threads") for run in runs)),
        ("first run started", _ends(runs, "started", min)),
        ("last run finished", _ends(runs, "finished", max)),
    ]


def commit(runs: list[dict]) -> str | None:
    """Give the one commit that made all runs; None if no commit alone did."""
    commits = {run.get("git_commit") for run in runs}
    dirty = any(run.get("git_dirty") for run in runs)
    return None if dirty or len(commits) > 1 else commits.pop()


def recipes(runs: list[dict]) -> dict[str, str]:
    """Give every recipe in full, as YAML."""
    return {
        run["recipe_name"]: yaml.safe_dump(run["recipe"], sort_keys=True)
        for run in runs
    }


def recipe_differences(runs: list[dict]) -> tuple[list[str], list[tuple]]:
    """Compare the recipes key by key.

    Returns:
        The recipes' names, and (key, values in their order) for every key that differs.
    """
    flat = {run["recipe_name"]: _flat(run["recipe"]) for run in runs}
    keys = sorted({key for values in flat.values() for key in values})
    rows = [(key, [flat[name].get(key, "-") for name in flat]) for key in keys]
    return list(flat), [row for row in rows if len(set(row[1])) > 1]


def architectures(runs: list[dict]) -> list[dict]:
    """Describe every model: its options, and what its file says of paper and variant.

    Returns:
        {"model", "architecture", "options" (text), "about"}; "about" is empty where
        galaxybench has no file of that name.
    """
    found = {}
    for run in runs:
        model = run["model"]
        path = MODELS / f"{model['architecture']}.py"
        about = ast.get_docstring(ast.parse(path.read_text())) if path.exists() else ""
        found[run["model_name"]] = {
            "model": run["model_name"],
            "architecture": model["architecture"],
            "options": ", ".join(f"{k}: {v}" for k, v in model["options"].items()),
            "about": about or "",
        }
    return list(found.values())


def _different(values: object) -> list[str]:
    return sorted({str(value) for value in values if value is not None}) or ["unknown"]


def _ends(runs: list[dict], key: str, choose: object) -> list[str]:
    times = [run[key] for run in runs if run.get(key)]
    return [str(choose(times))] if times else ["unknown"]


def _flat(values: dict, prefix: str = "") -> dict[str, str]:
    result = {}
    for key, value in values.items():
        if isinstance(value, dict):
            result |= _flat(value, f"{prefix}{key}.")
        else:
            result[f"{prefix}{key}"] = str(value)
    return result
