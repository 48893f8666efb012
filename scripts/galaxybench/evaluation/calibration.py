"""Are the probabilities right? Calibration errors and temperature scaling.

Temperature scaling: Guo, Pleiss, Sun, Weinberger 2017, arXiv 1706.04599. Expected
calibration error: Naeini, Cooper, Hauskrecht 2015 (AAAI), with bins of equal width;
with bins of equal mass: Nguyen, O'Connor 2015, arXiv 1508.05154.
"""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

BINS = 15
TINY = 1e-12
"""Lower bound of probabilities, so that their logarithms stay finite."""
TEMPERATURES = (0.05, 20.0)
"""The lowest and the highest temperature that are tried."""
FLAT = 1e-9
"""Log losses that differ by no more count as equal."""


def calibration_error(
    labels: np.ndarray, probabilities: np.ndarray, equal_mass: bool = False
) -> float:
    """Expected calibration error of the predicted class, over BINS bins.

    Labels are (n,), probabilities (n, k). Bins of equal mass hold equally many images;
    others are equally wide.
    """
    table = reliability(labels, probabilities, equal_mass)
    weights = table["images"] / table["images"].sum()
    return float((weights * np.abs(table["accuracy"] - table["confidence"])).sum())


def reliability(
    labels: np.ndarray, probabilities: np.ndarray, equal_mass: bool = False
) -> dict[str, np.ndarray]:
    """Bin the accuracy by confidence; arguments as for `calibration_error`.

    Returns:
        bin (its number), images, confidence (mean) and accuracy: one value per bin that
        is not empty.
    """
    confidence = probabilities.max(axis=1)
    right = (probabilities.argmax(axis=1) == labels).astype(float)
    if equal_mass:
        order = confidence.argsort(kind="stable")
        bins = np.empty(len(order), int)
        bins[order] = np.arange(len(order)) * BINS // len(order)
    else:
        # As in the paper, a bin includes its upper end.
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
    """Find the one of the TEMPERATURES with the lowest log loss.

    Both labels (n,) and probabilities (n, k) are of the validation images.
    """
    logits = np.log(np.maximum(probabilities, TINY))
    rows = np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(logits / np.exp(log_temperature), axis=1)
        return -scaled[rows, labels].mean()

    bounds = tuple(np.log(TEMPERATURES))
    found = minimize_scalar(loss, bounds=bounds, method="bounded")
    # Near an end the loss may be so flat that the search stops before it.
    ends = [t for t in TEMPERATURES if loss(np.log(t)) <= found.fun + FLAT]
    return ends[0] if ends else float(np.exp(found.x))


def at_an_end(temperature: float) -> bool:
    """Whether a fitted temperature lies at an end of its range, so that none fits.

    This happens if every validation image is right, or if none is better than a guess.
    """
    return temperature in TEMPERATURES


def at_temperature(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Scale probabilities (n, k): a temperature above 1 lowers the confidence."""
    logits = np.log(np.maximum(probabilities, TINY))
    return np.exp(log_softmax(logits / temperature, axis=1))
