"""Which ranks each model may have, and how often it leads.

Mogstad, Romano, Shaikh, Wilhelm 2024, Review of Economic Studies 91, 476: from
simultaneous intervals of all differences, the rank of a model lies between 1 + the
number of models that are surely better, and the number of models less those that are
surely worse. All models whose best rank is 1 are the set of best: with 95 % confidence
it holds the best one.
"""

from collections.abc import Sequence
from dataclasses import astuple

import numpy as np
import pandas as pd

from galaxybench.comparison.crossed import Pairs, draws, pair_indices
from galaxybench.comparison.scatter import Scatter, mean_intervals
from galaxybench.comparison.winner import corrected
from galaxybench.evaluation.rows import Key

COLUMNS = [
    *("recipe", "model", "trainings", "accuracy", "low", "high"),
    *("rank_low", "rank_high", "leads"),
    *("corrected", "corrected_low", "corrected_high"),
]

TIED = 1e-12
"""Means of the same answers differ by less, by rounding."""


def ranking(
    keys: Sequence[Key],
    of: Scatter,
    tested: Pairs | None,
    *,
    folded: bool = False,
    trained: Sequence[float] | None = None,
) -> pd.DataFrame:
    """Tabulate the models, in the order of `keys`.

    `trained` are the shares of their trainings that trained properly; None for all.

    Returns:
        The columns COLUMNS: trainings per test image; accuracy with its own 95 %
        interval over test images and, for several trainings, seeds; the lowest and the
        highest rank in a 95 % confidence set for all models at once; the share of
        resampled test images and seeds with which the model leads, ties shared (NaN
        over folds, whose training images are not resampled, and where all images are
        in one group); and of the best model of which a training trained properly, the
        accuracy with its interval, corrected because it was chosen as the best (see
        `winner.corrected`; NaN in all other rows). It was chosen among the models of
        which all trainings did.
    """
    low, high = mean_intervals(of)
    better = np.zeros(len(keys), int)
    worse = np.zeros(len(keys), int)
    if tested is not None:
        for n, (a, b) in enumerate(pair_indices(len(keys)).T):
            for winner, loser, sure in ((a, b, tested.low[n]), (b, a, -tested.high[n])):
                better[loser] += sure > 0
                worse[winner] += sure > 0
    one_group = of.size >= of.count
    leads = np.full(len(keys), np.nan) if folded or one_group else _leads(of)
    columns = [of.trainings, of.mean, low, high, 1 + better, len(keys) - worse, leads]
    shares = np.ones(len(keys)) if trained is None else np.asarray(trained)
    columns += _corrected(of, np.zeros_like(shares) if one_group else shares)
    rows = [[*key, *own] for key, *own in zip(keys, *columns, strict=True)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({"rank_low": int, "rank_high": int})


def _leads(of: Scatter) -> np.ndarray:
    means = of.mean + draws(of)
    first = means >= means.max(axis=1, keepdims=True) - TIED
    return (first / first.sum(axis=1, keepdims=True)).mean(axis=0)


def _corrected(of: Scatter, trained: np.ndarray) -> list[np.ndarray]:
    """Return the corrected accuracy and its ends, (k,) each, NaN but for the winner."""
    found = np.full((3, len(of.mean)), np.nan)
    if (trained > 0).any():
        winner = int(np.where(trained > 0, of.mean, -1).argmax())
        field = trained == 1
        field[winner] = True
        if field.sum() > 1:
            found[:, winner] = astuple(corrected(of.of(field)))
    return [*found]
