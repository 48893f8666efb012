"""Scores against the votes of volunteers: their fractions, and how far they agree."""

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import xlogy

from galaxybench.evaluation.predictions_table import normalized, probabilities

AGREEMENT = "volunteer_agreement"
OF_PROBABILITIES = ("votes_log_loss", "votes_brier", "votes_deviation")
"""Scores that need probabilities."""
COLUMNS = (AGREEMENT, "votes_least_log_loss", *OF_PROBABILITIES)
"""Keys of metrics.json and columns of metrics.csv of data sets with votes."""
LEAST = float(np.finfo(float).eps)
"""Smallest probability of which a logarithm is taken, as in scikit-learn."""


def vote_scores(
    predictions: pd.DataFrame, shares: np.ndarray, classes: list[str]
) -> dict[str, Any]:
    """Score predictions against the fractions of the votes.

    Args:
        predictions: as in predictions.csv, with or without probabilities.
        shares: (n, k) the fractions of the votes on each image, with the sum 1.
        classes: the k class names.

    Returns:
        `volunteer_agreement`, the mean of the largest fraction: the share of votes that
        are for the class with most votes; `votes_log_loss`, the mean cross-entropy
        from the fractions to the probabilities, and `votes_least_log_loss`, that of a
        net that predicts the fractions; `votes_brier`, the mean of the sum over classes
        of squared differences, from 0 to 2; `votes_deviation`, the mean over images and
        classes of absolute differences; and `votes_per_class`: of each class the
        agreement on the images with its label, and the deviation over all images. It
        can be written as JSON: what is not known, or not finite, is None.
    """
    p = probabilities(predictions)
    known = bool(p.size) and bool(np.isfinite(p).all())
    labels = predictions["label"].to_numpy()
    if len(shares) != len(labels):
        raise ValueError(
            f"predictions.csv has {len(labels)} rows, but there are votes on "
            f"{len(shares)} images: predict this split again"
        )
    largest = shares.max(axis=1)
    found = {
        AGREEMENT: float(largest.mean()),
        "votes_least_log_loss": float(-xlogy(shares, shares).sum(axis=1).mean()),
        **dict.fromkeys(OF_PROBABILITIES),
    }
    deviations: list[float | None] = [None] * len(classes)
    if known:
        p = normalized(p)
        logs = np.log(np.clip(p, LEAST, 1))
        deviations = np.abs(p - shares).mean(axis=0).tolist()
        found |= {
            "votes_log_loss": float(-(shares * logs).sum(axis=1).mean()),
            "votes_brier": float(((p - shares) ** 2).sum(axis=1).mean()),
            "votes_deviation": float(np.mean(deviations)),
        }
    own = [largest[labels == label] for label in range(len(classes))]
    return found | {
        "votes_per_class": [
            {
                "class": name,
                "images": len(images),
                AGREEMENT: float(images.mean()) if len(images) else None,
                "votes_deviation": deviation,
            }
            for name, images, deviation in zip(classes, own, deviations, strict=True)
        ]
    }


def without_probabilities(scores: dict[str, Any]) -> dict[str, Any]:
    """Return what changes of the `vote_scores` among others if shares are no chances.

    Empty without votes.
    """
    if AGREEMENT not in scores:
        return {}
    classes = [own | {"votes_deviation": None} for own in scores["votes_per_class"]]
    return dict.fromkeys(OF_PROBABILITIES) | {"votes_per_class": classes}
