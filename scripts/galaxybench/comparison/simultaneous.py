"""Many differences at once: p values and intervals that hold for all of them together.

Every difference has a t test with degrees of freedom of its own. The smallest of all p
values is compared with its distribution for normal deviates of the same correlation
(Hasler, Hothorn 2008, Biometrical Journal 50, 793; single-step, after Westfall, Young
1993, Resampling-Based Multiple Testing).
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from galaxybench.comparison.scatter import LEVEL

DRAWS = 9_999
SEED = 0
CHUNK = 2**22
"""Numbers that are drawn at once, to bound the memory."""


@dataclass(frozen=True)
class Tested:
    """Tests of c differences.

    Attributes:
        difference: (c,).
        p: (c,) two-sided p value of each alone.
        p_adjusted: (c,) that of all together, never below p.
        low, high: (c,) simultaneous 95 % intervals. One leaves out 0 exactly where
            p_adjusted is below LEVEL.
    """

    difference: np.ndarray
    p: np.ndarray
    p_adjusted: np.ndarray
    low: np.ndarray
    high: np.ndarray


def judge(
    difference: np.ndarray,
    variance: np.ndarray,
    freedom: np.ndarray,
    covariance: np.ndarray,
) -> Tested:
    """Test whether c differences are 0, all together.

    Args:
        difference: (c,).
        variance: (c,) of each, more than 0.
        freedom: (c,) degrees of freedom of the variances.
        covariance: (c, c) the part of the covariance that is not independent; its
            diagonal is not above `variance`, as a rule.
    """
    error = np.sqrt(variance)
    t = np.abs(difference) / error
    p = 2 * stats.t.sf(t, freedom)
    adjusted, critical = p, float(stats.norm.isf(LEVEL / 2))
    if len(difference) > 1:
        largest = np.sort(_largest(covariance, variance))
        deviate = stats.norm.isf(p / 2)
        above = len(largest) - np.searchsorted(largest, deviate, side="left")
        adjusted = np.maximum(p, (1 + above) / (1 + len(largest)))
        allowed = int(LEVEL * (1 + len(largest))) - 1
        critical = max(critical, float(largest[len(largest) - allowed]))
    half = stats.t.isf(stats.norm.sf(critical), freedom) * error
    return Tested(difference, p, adjusted, difference - half, difference + half)


def _largest(covariance: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Draw the largest of all |normal deviates| of this correlation, (DRAWS,)."""
    random = np.random.default_rng(SEED)
    scale = np.sqrt(np.maximum(variance, np.diag(covariance)))
    values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    kept = values > 1e-9
    root = (vectors[:, kept] * np.sqrt(values[kept])).T
    own = np.sqrt(np.maximum(1 - np.diag(covariance) / scale**2, 0))
    found = []
    for start in range(0, DRAWS, step := max(1, CHUNK // len(scale))):
        draws = min(step, DRAWS - start)
        deviates = random.standard_normal((draws, len(root))) @ root
        deviates += random.standard_normal((draws, len(scale))) * own
        found.append(np.abs(deviates).max(axis=1))
    return np.concatenate(found)
