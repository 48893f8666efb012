"""Do probabilities mean what they say? Scores of calibration, and one temperature.

Temperature scaling: Guo, Pleiss, Sun, Weinberger 2017, arXiv 1706.04599. Expected
calibration error: Naeini, Cooper, Hauskrecht 2015 (AAAI), with bins of equal width;
with bins of equal mass: Nguyen, O'Connor 2015, arXiv 1508.05154.
"""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

BINS = 15
TINY = 1e-12
"""Below this a probability is taken for this: its logarithm stays finite."""
TEMPERATURES = (0.05, 20.0)
"""Least and greatest that is tried."""
FLAT = 1e-9
"""Log losses that differ by no more are the same."""


def brier(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Brier score over all classes (Brier 1950), 0 at best and 2 at worst.

    Args:
        labels: (n,) true classes.
        probabilities: (n, k).
    """
    truth = np.eye(probabilities.shape[1])[labels]
    return float(((probabilities - truth) ** 2).sum(axis=1).mean())


def calibration_error(
    labels: np.ndarray, probabilities: np.ndarray, equal_mass: bool = False
) -> float:
    """Expected calibration error of the predicted class, over BINS bins.

    Args:
        labels: (n,) true classes.
        probabilities: (n, k).
        equal_mass: bins hold equally many images; else they are equally wide.
    """
    table = reliability(labels, probabilities, equal_mass)
    weights = table["images"] / table["images"].sum()
    return float((weights * np.abs(table["accuracy"] - table["confidence"])).sum())


def reliability(
    labels: np.ndarray, probabilities: np.ndarray, equal_mass: bool = False
) -> dict[str, np.ndarray]:
    """Accuracy by confidence, bin by bin; empty bins are left out.

    Returns:
        bin (its number), images, confidence (mean) and accuracy, each an entry a bin.
    """
    confidence = probabilities.max(axis=1)
    right = (probabilities.argmax(axis=1) == labels).astype(float)
    if equal_mass:
        order = confidence.argsort(kind="stable")
        bins = np.empty(len(order), int)
        bins[order] = np.arange(len(order)) * BINS // len(order)
    else:
        # As in the paper, a bin holds its upper end.
        bins = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
    images = np.bincount(bins, minlength=BINS)
    filled = images > 0
    sums = [np.bincount(bins, each, BINS)[filled] for each in (confidence, right)]
    means = [each / images[filled] for each in sums]
    return {
        "bin": np.flatnonzero(filled),
        "images": images[filled],
        "confidence": means[0],
        "accuracy": means[1],
    }


def fit_temperature(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Temperature with the least log loss, between 0.05 and 20.

    Args:
        labels: (n,) true classes of the validation images, never of the test images.
        probabilities: (n, k) of the same.
    """
    logits = np.log(np.maximum(probabilities, TINY))
    rows = np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(logits / np.exp(log_temperature), axis=1)
        return -scaled[rows, labels].mean()

    bounds = tuple(np.log(TEMPERATURES))
    found = minimize_scalar(loss, bounds=bounds, method="bounded")
    # Towards an end the loss may be so flat that the search stops before it.
    ends = [t for t in TEMPERATURES if loss(np.log(t)) <= found.fun + FLAT]
    return ends[0] if ends else float(np.exp(found.x))


def at_an_end(temperature: float) -> bool:
    """Whether a fitted temperature lies at an end of its range: any beyond is better.

    So it is where every validation image is right, or none is better than guessed.
    """
    return temperature in TEMPERATURES


def at_temperature(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Scale probabilities (n, k): above 1 they become less sure of themselves."""
    logits = np.log(np.maximum(probabilities, TINY))
    return np.exp(log_softmax(logits / temperature, axis=1))
