"""Which images were scored with which predictions, whatever their files are called."""

import hashlib
from pathlib import Path

import numpy as np
from astropy.table import Table


def identity(
    catalog: Table, labels: np.ndarray, predictions: str | Path
) -> dict[str, str]:
    """Identify a scoring: two keys of metrics.json, each a sha256 of 64 hex digits.

    `test_part` depends neither on the order of the images nor on their labels: two
    splits with the same test images use up the same test part, and so does a data set
    whose classes were merged. Where no pixels are known, true classes stand for the
    images, since all files of as many rows have the same numbers. `predictions_sha256`
    is that of the file: other weights give other probabilities.

    Args:
        catalog: one row per test image, with the column `content`, a hash of its
            pixels; or, where no pixels are known, with `source_index`.
        labels: (n,) the true class of each.
        predictions: the file predictions.csv.
    """
    if "content" in catalog.colnames:
        column, names = "content", np.asarray(catalog["content"]).astype(str)
    else:
        column = "source_index label"
        pairs = zip(catalog["source_index"], labels, strict=True)
        names = [f"{index} {label}" for index, label in pairs]
    text = "\n".join([column, *sorted(names)])
    with Path(predictions).open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "test_part": hashlib.sha256(text.encode()).hexdigest(),
        "predictions_sha256": content,
    }
