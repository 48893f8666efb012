"""Shares by the largest remainders."""

import numpy as np

from galaxybench.images.selection import apportioned


def test_what_is_left_goes_to_the_largest_remainders():
    """Quotas of 4.6, 3.1 and 2.3; and of 4.7, 1.6, 1.58, 1.2, 0.61 and 0.31."""
    assert apportioned(np.array([46, 31, 23]), 10).tolist() == [5, 3, 2]
    votes = np.array([47000, 16000, 15800, 12000, 6100, 3100])
    assert apportioned(votes, 10).tolist() == [5, 1, 1, 1, 1, 1]
    assert apportioned(np.array([1.0, 1.0, 0.2]), 10).tolist() == [5, 4, 1]


def test_everyone_gets_one_where_there_is_enough():
    assert apportioned(np.array([1000, 1, 1]), 10).tolist() == [8, 1, 1]
    assert apportioned(np.array([1000, 1, 1]), 2).sum() == 2
