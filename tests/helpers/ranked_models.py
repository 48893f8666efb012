"""Models on several data sets, made up for tests of their ranks."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from galaxybench.comparison.summary import COSTS, SCORES


def columns(models: Iterable, accuracy: np.ndarray) -> pd.DataFrame:
    """Accuracies (data sets, models) with a column a (recipe, model)."""
    names = pd.MultiIndex.from_tuples([("baseline", model) for model in models])
    return pd.DataFrame(accuracy, columns=names)


def runs(datasets: int, models: dict[str, float], seeds: int = 1) -> pd.DataFrame:
    """Rows of metrics.csv: accuracies of this mean, falling from seed to seed."""
    return pd.DataFrame(
        dict.fromkeys([*SCORES, *COSTS], 0.5)
        | {
            "dataset": f"data {number}",
            "split": "holdout",
            "scheme": "holdout",
            "recipe": "baseline",
            "model": model,
            "seed": seed,
            "status": "ok",
            "test_images": 1000,
            "accuracy": mean - 0.001 * number - 0.01 * seed,
        }
        for number in range(datasets)
        for model, mean in models.items()
        for seed in range(seeds)
    )
