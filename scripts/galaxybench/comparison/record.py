"""What is kept of an experiment, so that a copy of its folder can be compared later."""

from typing import Any

import numpy as np
import pandas as pd

IMAGES = ["dataset", "split", "content", "group", "label"]
"""Columns of the answers that say which test image a row is."""


def record(runs: list[dict], splits: list[tuple[dict, dict]]) -> dict[str, Any]:
    """Gather the contents of record.json: how every run was made, and the splits."""
    return {
        "runs": runs,
        "splits": [{"names": names, "split": split} for names, split in splits],
    }


def answers(
    rows: list[tuple[dict, pd.DataFrame]],
    tests: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]],
) -> pd.DataFrame:
    """Gather what every row of an experiment answered on every test image.

    Args:
        rows: ({dataset, split, recipe, model, seed}, predictions with the columns label
            and predicted, in the order of the test part).
        tests: (dataset, split) -> content hashes and groups of the test images, (n,).

    Returns:
        IMAGES, and a column `<recipe>/<model>/<seed>` a row: the class it predicted,
        none where the image is not in a test part of its own.
    """
    parts = []
    for (dataset, split), (content, group) in tests.items():
        part = pd.DataFrame(
            {"dataset": dataset, "split": split, "content": content, "group": group}
        )
        for names, predictions in rows:
            if (names["dataset"], names["split"]) == (dataset, split):
                part["label"] = predictions["label"]
                column = f"{names['recipe']}/{names['model']}/{names['seed']}"
                part[column] = predictions["predicted"].astype("Int64")
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
