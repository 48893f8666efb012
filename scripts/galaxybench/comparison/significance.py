"""Which differences between models are significant: tests of all pairs of a comparison.

Models on one test set are compared image by image; over the folds of a
cross-validation, fold by fold. The p values of all pairs of a comparison are adjusted
together (Holm 1979, Scandinavian Journal of Statistics 6, 65).
"""

from collections import Counter, defaultdict
from itertools import combinations
from math import lcm
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.stats.contingency_tables import cochrans_q
from statsmodels.stats.multitest import multipletests

from galaxybench.comparison import paired_tests
from galaxybench.evaluation.rows import Key, Place, Row

COLUMNS = [
    *("recipe_a", "model_a", "recipe_b", "model_b"),
    *("accuracy_a", "accuracy_b", "difference", "low", "high"),
    *("only_a", "only_b", "test", "p", "p_holm", "images_needed"),
]


class Answers:
    """Which test images each row of one comparison got right.

    Attributes:
        right: (recipe, model) → {(split, seed): (n,) bool}.
    """

    def __init__(self) -> None:
        """Start without rows."""
        self.right: dict[Key, dict[tuple[str, int], np.ndarray]] = {}
        self._images: dict[str, tuple[str, np.ndarray]] = {}

    def add(self, row: Row) -> None:
        """Add a row, with the source_index, label and predicted of its predictions.

        Raises:
            ValueError: if its test images are not those of the rows before it.
        """
        split, seed = row.run.split, row.run.seed
        images = row.predictions[["source_index", "label"]].to_numpy()
        name = f"{row.run.model} ({row.run.recipe}, seed {seed})"
        first, known = self._images.setdefault(split, (name, images))
        if images.shape != known.shape or (images != known).any():
            raise ValueError(
                f"{name} and {first} were tested on different images of split {split}: "
                "they cannot be compared; predict both again"
            )
        right = row.predictions["label"] == row.predictions["predicted"]
        self.right.setdefault(row.key, {})[split, seed] = right.to_numpy()

    def splits(self) -> list[str]:
        """Return the split instances, in the order in which they were added."""
        return list(self._images)

    def shares(self, key: Key) -> np.ndarray:
        """Return the share of a model's runs that got each image right, (n,)."""
        own = [
            [right for (other, _), right in self.right[key].items() if other == split]
            for split in self.splits()
        ]
        return np.concatenate([np.mean(seeds, axis=0) for seeds in own])

    def runs(self, key: Key) -> int:
        """Return a common multiple of a model's numbers of runs on the splits."""
        return lcm(*Counter(split for split, _ in self.right[key]).values())

    def complete(self) -> list[Key]:
        """Return the models with a run on every split."""
        splits = set(self.splits())
        return [
            key
            for key, own in self.right.items()
            if {split for split, _ in own} == splits
        ]


def compare(
    rows: list[Row],
    groups: dict[tuple[str, str], np.ndarray],
    sizes: dict[tuple[str, str], tuple[int, int]],
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Compare the rows of an experiment, separately per data set and split scheme.

    Args:
        rows: as in `Answers.add`.
        groups: (dataset, split) → (n,) the group of each test image.
        sizes: (dataset, split) → numbers of training and of test images.

    Returns:
        The content of significance.csv: dataset, scheme and COLUMNS; and that of
        significance.json: the results of `overall`, with dataset and scheme.

    Raises:
        ValueError: if rows to compare have different test images.
    """
    answers: dict[Place, Answers] = defaultdict(Answers)
    for row in rows:
        answers[row.place].add(row)
    tables, tests = [], []
    for place, here in answers.items():
        own = [
            {split: each[place.dataset, split] for split in here.splits()}
            for each in (groups, sizes)
        ]
        table = pairs(here, *own)
        table.insert(0, "scheme", place.scheme)
        table.insert(0, "dataset", place.dataset)
        tables.append(table)
        tests += [place._asdict() | result for result in overall(here)]
    filled = [table for table in tables if len(table)] or tables[:1]
    return pd.concat(filled, ignore_index=True), tests


def pairs(
    answers: Answers, groups: dict[str, np.ndarray], sizes: dict[str, tuple[int, int]]
) -> pd.DataFrame:
    """Compare every pair of models; groups and sizes are by split.

    Returns:
        The columns COLUMNS, one row per pair, the better model as a: accuracies, their
        `difference` with its 95 % interval from the paired bootstrap over test images
        (low, high); the numbers of test images that only one of them got right, on
        average over runs; the name of the test, its p value, and that adjusted for all
        pairs; the number of test images that would make the difference significant
        (None over folds).
    """
    share = {key: answers.shares(key) for key in answers.complete()}
    found = list(combinations(sorted(share, key=lambda key: -share[key].mean()), 2))
    if not found:
        return pd.DataFrame(columns=COLUMNS)
    d = np.stack([share[a] - share[b] for a, b in found], axis=1)
    lows, highs = paired_tests.bootstrap_intervals(
        d, _numbered(groups, answers.splits())
    )
    rows = []
    for (a, b), low, high, own in zip(found, lows, highs, d.T, strict=True):
        test, p, needed = _test(answers, a, b, own, sizes, len(found))
        difference = own.mean().round(paired_tests.DIGITS)
        only_a = (share[a] * (1 - share[b])).sum()
        only_b = (share[b] * (1 - share[a])).sum()
        numbers = [share[a].mean(), share[b].mean(), difference, low, high]
        rows.append([*a, *b, *numbers, only_a, only_b, test, p, None, needed])
    table = pd.DataFrame(rows, columns=COLUMNS)
    table["p_holm"] = multipletests(table["p"], method="holm")[1]
    return table


def _test(
    answers: Answers,
    a: Key,
    b: Key,
    d: np.ndarray,
    sizes: dict[str, tuple[int, int]],
    pairs: int,
) -> tuple[str, float, int | None]:
    """Test one pair: the name of the test, its p value, and the images needed."""
    splits = answers.splits()
    if len(splits) > 1:
        train, test = map(np.mean, zip(*(sizes[s] for s in splits), strict=True))
        p = paired_tests.corrected_t_p(_by_fold(answers, a, b), train, test)
        return "Nadeau-Bengio", p, None
    runs = lcm(answers.runs(a), answers.runs(b))
    name = "McNemar" if runs == 1 else "randomization"
    return (
        name,
        paired_tests.randomization_p(d, runs),
        paired_tests.images_needed(d, pairs),
    )


def overall(answers: Answers) -> list[dict[str, Any]]:
    """Compute Cochran's Q test of all models together (Biometrika 37, 1950, 256).

    Returns:
        One dict per split and seed that all models have: split, seed, statistic, df and
        p; empty with fewer than three models.
    """
    results, keys = [], answers.complete()
    if len(keys) < 3:
        return []
    common = set.intersection(*(set(answers.right[key]) for key in keys))
    for split, seed in sorted(common):
        table = np.stack([answers.right[key][split, seed] for key in keys], axis=1)
        if (table.all(axis=1) | ~table.any(axis=1)).all():
            continue  # no image on which the models differ
        result = cochrans_q(table.astype(int))
        results.append(
            {
                "split": split,
                "seed": int(seed),
                "statistic": float(result.statistic),
                "df": len(keys) - 1,
                "p": float(result.pvalue),
            }
        )
    return results


def _numbered(groups: dict[str, np.ndarray], splits: list[str]) -> np.ndarray:
    """Number the groups of all splits in sequence, none the same in two splits."""
    labelled = [(split, group) for split in splits for group in groups[split]]
    return pd.factorize(pd.MultiIndex.from_tuples(labelled))[0]


def _by_fold(answers: Answers, a: Key, b: Key) -> np.ndarray:
    """Return the differences of accuracies per fold and seed.

    If the seeds of the two models differ, they are per fold.
    """
    first, second = answers.right[a], answers.right[b]
    if set(first) == set(second):
        return np.array([first[key].mean() - second[key].mean() for key in first])
    means = [
        [
            np.mean([r.mean() for (s, _), r in rows.items() if s == split])
            for split in answers.splits()
        ]
        for rows in (first, second)
    ]
    return np.subtract(*means)
