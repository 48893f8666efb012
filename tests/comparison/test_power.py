"""The test images, or seeds, that a difference needs."""

import numpy as np
import pytest

from galaxybench.comparison.crossed import compare_pairs
from galaxybench.comparison.power import POWER, needed
from galaxybench.comparison.scatter import scatter
from sandbox.planted_models import planted


def drawn(accuracy, seed=0, **options):
    return scatter(*planted(np.random.default_rng(seed), np.array(accuracy), **options))


def both(of):
    return needed(of, compare_pairs(of), 0, (0, 1))


def test_by_hand_for_single_trainings():
    right = np.repeat([[1, 0], [0, 1], [1, 1]], [60, 40, 900], axis=0).T.astype(bool)
    of = scatter([[own[None]] for own in right], [np.arange(1000)])
    images, seeds = both(of)
    by_hand = (1.96 + 0.8416) ** 2 * 0.0996 / 0.02**2
    assert images == pytest.approx(by_hand, rel=0.03) and seeds is None


def test_equal_models_need_no_number_of_images():
    right = np.array([True] * 30 + [False] * 10)
    of = scatter([[right[None]], [right[None]]], [np.arange(40)])
    assert both(of) == (None, None)


def test_no_number_of_images_makes_up_for_too_few_seeds():
    of = drawn([0.805, 0.8], seeds=3, images=20_000, spread=0.02)
    images, seeds = both(of)
    assert images is None and seeds > 10


def test_so_many_seeds_have_the_stated_power():
    random, size, spread = np.random.default_rng(1), 4000, 0.01
    typical = [
        both(drawn([0.82, 0.8], seed=seed, seeds=8, images=size, spread=spread))[1]
        for seed in range(40)
    ]
    seeds = int(np.median([own for own in typical if own]))
    found = [
        compare_pairs(
            scatter(
                *planted(
                    random,
                    np.array([0.82, 0.8]),
                    seeds=seeds,
                    images=size,
                    spread=spread,
                )
            )
        ).low[0]
        > 0
        for _ in range(150)
    ]
    assert np.mean(found) == pytest.approx(POWER, abs=0.15)
