"""Whole numbers in given proportions."""

import numpy as np


def apportioned(counts: np.ndarray, total: int) -> np.ndarray:
    """Share out `total` in proportion to `counts` by the largest remainders.

    Every share is at least one where `total` is enough for that.
    """
    quotas = counts * total / counts.sum()
    least = 1 if total >= len(counts) else 0
    shares = np.maximum(np.floor(quotas).astype(np.int64), least)
    while shares.sum() < total:
        shares[np.argmax(quotas - shares)] += 1
    while shares.sum() > total:
        surplus = np.where(shares > least, shares - quotas, -np.inf)
        shares[np.argmax(surplus)] -= 1
    return shares
