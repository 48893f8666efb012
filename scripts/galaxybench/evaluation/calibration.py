"""Are the probabilities right? Calibration errors and temperature scaling.

Temperature scaling: Guo, Pleiss, Sun, Weinberger 2017, arXiv 1706.04599. Expected
calibration error: Naeini, Cooper, Hauskrecht 2015 (AAAI), with bins of equal width;
with bins of equal mass: Nguyen, O'Connor 2015, arXiv 1508.05154. A net
that is perfectly calibrated has an error above 0 too, as its test images are few: what
it would show is found by consistency resampling (Bröcker, Smith 2007,
doi:10.1175/WAF993.1).
"""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

BINS = 15
DRAWS = 500
"""Test sets that are drawn from the probabilities."""
SEED = 0
CHUNK = 2_000_000
"""Labels drawn at once, to bound the memory."""
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
        bins = _equally_wide(confidence)
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


def consistency(
    labels: np.ndarray, probabilities: np.ndarray, groups: np.ndarray | None = None
) -> tuple[float, float]:
    """Find what calibration error the net would have if its probabilities were right.

    Labels are drawn from the probabilities. In a group, each image shares the draw of
    its group with a chance that gives the answers the correlation that they have.

    Args:
        labels: (n,) int; they only tell how alike the answers of a group are.
        probabilities: (n, k).
        groups: (n,) the groups of the images; None if there are none.

    Returns:
        The mean of the drawn errors, and the limit that 95 % of them do not exceed: an
        error up to it does not speak against the probabilities.
    """
    confidence = probabilities.max(axis=1)
    bins = _equally_wide(confidence)
    order = np.argsort(bins, kind="stable")
    starts = np.flatnonzero(np.diff(bins[order], prepend=-1))
    expected = np.add.reduceat(confidence[order], starts)
    right = probabilities.argmax(axis=1) == labels
    member, chance = _sharing(right - confidence, groups)
    rng, errors = np.random.default_rng(SEED), []
    rows = max(1, CHUNK // len(labels))
    for start in range(0, DRAWS, rows):
        shape = (min(rows, DRAWS - start), len(labels))
        drawn = rng.random(shape, dtype=np.float32)
        if chance:
            common = rng.random((shape[0], member.max() + 1), dtype=np.float32)
            shared = rng.random(shape, dtype=np.float32) < chance
            drawn = np.where(shared, common[:, member], drawn)
        found = np.add.reduceat((drawn < confidence)[:, order], starts, 1, dtype=int)
        errors.append(np.abs(found - expected).sum(axis=1) / len(labels))
    values = np.concatenate(errors)
    return float(values.mean()), float(np.quantile(values, 0.95))


def _equally_wide(confidence: np.ndarray) -> np.ndarray:
    """Number the bins of equal width; as in the paper, one includes its upper end."""
    return np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)


def _sharing(excess: np.ndarray, groups: np.ndarray | None) -> tuple[np.ndarray, float]:
    """Number the groups, and find the chance of an image to share its group's draw.

    It is the root of the correlation within groups of `excess` (n,), which is 1 or 0,
    right or not, minus the confidence.
    """
    if groups is None:
        return np.zeros(len(excess), int), 0.0
    _, member, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    pairs = int((sizes * (sizes - 1)).sum())
    centred = excess - excess.mean()
    variance = float((centred**2).mean())
    if not pairs or not variance:
        return member, float(pairs > 0)
    sums = np.bincount(member, weights=centred)
    correlation = ((sums**2).sum() - (centred**2).sum()) / (pairs * variance)
    return member, float(np.sqrt(np.clip(correlation, 0, 1)))


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
