"""Say what an ensemble is made of, and where predictions from outside come from."""

from galaxybench.formats import percent

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
