"""Which images were scored with which predictions, whatever their files are called."""

import hashlib
from pathlib import Path

import numpy as np
from astropy.table import Table


def identity(catalog: Table, predictions: str | Path) -> dict[str, str]:
    """Identify a scoring: two keys of metrics.json, each a sha256 of 64 hex digits.

    `test_part` depends neither on the order of the images nor on their labels: two
    splits with the same test images use up the same test part, and so does a data set
    whose classes were merged. `predictions_sha256` is that of the file: other weights
    give other probabilities.

    Args:
        catalog: one row per test image, with the column `content`, a hash of its
            pixels; or, where no pixels are known, with `source_index`.
        predictions: the file predictions.csv.
    """
    column = "content" if "content" in catalog.colnames else "source_index"
    names = sorted(np.asarray(catalog[column]).astype(str).tolist())
    text = "\n".join([column, *names])
    with Path(predictions).open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "test_part": hashlib.sha256(text.encode()).hexdigest(),
        "predictions_sha256": content,
    }
