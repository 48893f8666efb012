"""Images with votes, for the figures of errors."""

import numpy as np
import pandas as pd

from galaxybench.evaluation.votes import COLUMNS

CLASSES = ["round", "edge-on", "cost in $ and more $"]
CUBE = np.random.default_rng(0).integers(0, 255, (40, 16, 16, 3), np.uint8)


def voted(count: int, probability: float = 0.5, split: str = "holdout"):
    """So many images of class 0 that 3 of 4 runs take for class 1."""
    content = [
        (split, index, 0, 2, 4, 0.75, probability) for index in reversed(range(count))
    ]
    return pd.DataFrame(content, columns=COLUMNS)
