"""Whether two models are as good as each other, within a margin.

The margin is declared before the run. Two one-sided tests (Schuirmann 1987, Journal of
Pharmacokinetics and Biopharmaceutics 15, 657) show that a difference lies within it,
with the standard errors of the tests of difference, for all pairs together: a pair is
equivalent exactly where its simultaneous 90 % interval lies within the margin.

An interval of 90 % is enough: a pair that differs by the margin is called equivalent
only if its interval misses the difference on one of its two sides.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from galaxybench.comparison.crossed import Pairs
from galaxybench.comparison.scatter import LEVEL

BETTER = "better"
WITHIN = "better by less than the margin"
EQUIVALENT = "equivalent"
UNDECIDED = "undecided"
AS_GOOD = (WITHIN, EQUIVALENT)
"""Verdicts on pairs whose difference is within the margin."""


@dataclass(frozen=True)
class Equivalence:
    """Tests of all pairs of a comparison against a margin.

    Attributes:
        p: (pairs,) p value of the two one-sided tests, for all pairs together: the
            chance of so small a difference if it were the margin.
        low, high: (pairs,) simultaneous 90 % intervals of the differences. One lies
            within the margin exactly where p is below LEVEL.
        verdict: (pairs,) BETTER, WITHIN, EQUIVALENT or UNDECIDED, of the model that is
            more accurate. The first two are where the test of difference is
            significant.
    """

    p: np.ndarray
    low: np.ndarray
    high: np.ndarray
    verdict: np.ndarray


def equivalence(pairs: Pairs, margin: float) -> Equivalence:
    """Test all pairs against a margin, a share: 0.01 is one point of accuracy."""
    slack = (margin - np.abs(pairs.difference)) / pairs.error
    one_sided = stats.t.sf(slack, pairs.freedom)
    # Twice a p value may be above 1 where the difference is larger than the margin.
    p = np.maximum(pairs.adjusted(slack, 2 * one_sided) / 2, one_sided)
    half = pairs.critical(2 * LEVEL) * pairs.error
    better, within = pairs.p_adjusted < LEVEL, p < LEVEL
    verdict = np.select(
        [better & within, better, within], [WITHIN, BETTER, EQUIVALENT], UNDECIDED
    )
    low, high = pairs.difference - half, pairs.difference + half
    return Equivalence(p, low, high, verdict)
