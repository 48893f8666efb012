"""The predictions of an experiment in one table, for `compare` with a later copy."""

from hashlib import sha256

import numpy as np
import pandas as pd
from astropy.table import Table

from galaxybench.evaluation.rows import Row


def contents(catalog: Table, labels: np.ndarray) -> np.ndarray:
    """Return what identifies each test image, (n,) text.

    That is the hash of its pixels. Without pixels, it is its row among test images of
    these true classes: the same file of true classes has the same images.

    Args:
        catalog: n rows of a test.fits file.
        labels: (n,) int64, the true classes.
    """
    if "content" in catalog.colnames:
        return np.asarray(catalog["content"]).astype(str)
    rows = np.asarray(catalog["source_index"]).astype("<i8")
    whole = sha256(rows.tobytes() + labels.astype("<i8").tobytes()).hexdigest()[:16]
    return np.array([f"row {row} of {whole}" for row in range(len(labels))])


def answers(
    rows: list[Row], tests: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]
) -> pd.DataFrame:
    """Gather the predictions of every row of an experiment for every test image.

    Args:
        rows: with the columns label and predicted of their predictions, in the order
            of the test images.
        tests: (dataset, split) -> content hashes and groups of the test images, (n,).

    Returns:
        The content of answers.csv: dataset, split, content, group and label of every
        test image, and a column `<recipe>/<model>/<seed>` per row: the class that it
        predicted, missing where it was tested on another split.
    """
    parts = []
    for (dataset, split), (content, group) in tests.items():
        part = pd.DataFrame(
            {"dataset": dataset, "split": split, "content": content, "group": group}
        )
        for row in rows:
            run = row.run
            if (run.dataset, run.split) == (dataset, split):
                part["label"] = row.predictions["label"]
                column = f"{run.recipe}/{run.model}/{run.seed}"
                part[column] = row.predictions["predicted"].astype("Int64")
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
