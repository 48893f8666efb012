"""A small experiment that has run once, and the jobs that its parts consist of."""

from collections.abc import Callable
from typing import Any

import yaml

CONFIG = {
    "run": ["tiny"],
    "datasets": {
        "few": {"source": "simulated_galaxies", "images": 120, "size": 32, "seed": 3}
    },
    "recipes": {
        "short": {"epochs": 1, "batch_size": 32},
        "longer": {"epochs": 2, "batch_size": 32},
    },
    "experiments": {
        "tiny": {
            "datasets": ["few"],
            "splits": ["holdout"],
            "recipes": ["short", "longer"],
            "models": ["dense", "lenet5"],
            "seeds": [0],
        }
    },
}
SCORES_COMPARED = {
    "compare_models": 1,
    "compare_pairs": 1,
    "plot_accuracy": 1,
    "plot_all_fail": 1,
    "plot_classes": 1,
    "plot_confused": 1,
    "plot_cost": 1,
    "plot_reliability": 1,
    "plot_confusion": 1,
    "write_citations": 1,
    "write_tables": 1,
    "write_report": 1,
}
RUNS_COMPARED = {
    **SCORES_COMPARED,
    "write_record": 1,
    "plot_gradcam": 1,
    "plot_learning_curves": 1,
    "plot_misclassified": 1,
}


def training_of(runs: int) -> dict[str, int]:
    """The jobs of this many runs, and the comparison."""
    rules = ("train_model", "predict", "explain", "score")
    return dict.fromkeys(rules, runs) | RUNS_COMPARED


def comment(text: str) -> str:
    """Add a comment to a source file."""
    return f"{text}\n# A comment.\n"


def config(**changes: Any) -> Callable[[str], str]:  # noqa: ANN401
    """Replace parts of the experiment or of a recipe in the user's own file."""

    def change(text: str) -> str:
        loaded = yaml.safe_load(text)
        for path, value in changes.items():
            *parents, key = path.split("__")
            place = loaded
            for parent in parents:
                place = place[parent]
            place[key] = value
        return yaml.safe_dump(loaded, sort_keys=False)

    return change
