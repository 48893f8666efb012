"""Which model is really better than which: every pair of a comparison, tested.

Models on one test part are compared image by image; over the folds of a
cross-validation, fold by fold. The p values of all pairs of a comparison are adjusted
together (Holm 1979, Scandinavian Journal of Statistics 6, 65).
"""

from itertools import combinations
from math import lcm
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.stats.contingency_tables import cochrans_q
from statsmodels.stats.multitest import multipletests

from galaxybench.comparison.paired_tests import (
    DIGITS,
    LEVEL,
    bootstrap_intervals,
    corrected_t_p,
    images_needed,
    randomization_p,
)

Key = tuple[str, str]
"""(recipe, model)."""
COLUMNS = [
    *("recipe_a", "model_a", "recipe_b", "model_b"),
    *("accuracy_a", "accuracy_b", "difference", "low", "high"),
    *("only_a", "only_b", "test", "p", "p_holm", "images_needed"),
]


class Answers:
    """What the rows of one comparison got right, on the same test images.

    Attributes:
        right: (recipe, model) → {(split, seed): (n,) bool}.
    """

    def __init__(self) -> None:
        """Start without rows."""
        self.right: dict[Key, dict[tuple[str, int], np.ndarray]] = {}
        self._images: dict[str, tuple[str, np.ndarray]] = {}

    def add(self, names: dict[str, Any], predictions: pd.DataFrame) -> None:
        """Add a row of the comparison.

        Args:
            names: recipe, model, split and seed of the row.
            predictions: with the columns source_index, label and predicted.

        Raises:
            ValueError: if its test images are not those of the rows before it.
        """
        split, key = names["split"], (names["recipe"], names["model"])
        images = predictions[["source_index", "label"]].to_numpy()
        who = f"{key[1]} ({key[0]}, seed {names['seed']})"
        first, known = self._images.setdefault(split, (who, images))
        if images.shape != known.shape or (images != known).any():
            raise ValueError(
                f"{who} and {first} were tested on different images of split {split}: "
                "they cannot be compared; predict both again"
            )
        right = (predictions["label"] == predictions["predicted"]).to_numpy()
        self.right.setdefault(key, {})[split, names["seed"]] = right

    def splits(self) -> list[str]:
        """The split instances, in the order they came."""
        return list(self._images)

    def shares(self, key: Key) -> np.ndarray:
        """Share of a row's runs that got an image right, (n,) over all splits."""
        return np.concatenate(
            [
                np.mean(
                    [r for (s, _), r in self.right[key].items() if s == split], axis=0
                )
                for split in self.splits()
            ]
        )

    def runs(self, key: Key) -> int:
        """A common multiple of the numbers of runs of a row on its splits."""
        counts = pd.Series([split for split, _ in self.right[key]]).value_counts()
        return lcm(*map(int, counts))


def compare(
    rows: list[tuple[dict[str, Any], pd.DataFrame]],
    groups: dict[tuple[str, str], np.ndarray],
    sizes: dict[tuple[str, str], tuple[int, int]],
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Compare the rows of an experiment, each data set and split scheme by itself.

    Args:
        rows: ({dataset, scheme, split, recipe, model, seed}, predictions with the
            columns source_index, label and predicted).
        groups: (dataset, split) → (n,) the group of each test image.
        sizes: (dataset, split) → numbers of training and of test images.

    Returns:
        The content of significance.csv: dataset, scheme and COLUMNS; and that of
        significance.json: what `overall` says, with dataset and scheme.

    Raises:
        ValueError: if rows to compare have different test images.
    """
    answers: dict[tuple[str, str], Answers] = {}
    for names, predictions in rows:
        place = names["dataset"], names["scheme"]
        answers.setdefault(place, Answers()).add(names, predictions)
    tables, tests = [], []
    for (dataset, scheme), here in answers.items():
        table = pairs(
            here,
            {split: groups[dataset, split] for split in here.splits()},
            {split: sizes[dataset, split] for split in here.splits()},
        )
        table.insert(0, "scheme", scheme)
        table.insert(0, "dataset", dataset)
        tables.append(table)
        place = {"dataset": dataset, "scheme": scheme}
        tests += [place | result for result in overall(here)]
    filled = [table for table in tables if len(table)] or tables[:1]
    return pd.concat(filled, ignore_index=True), tests


def pairs(
    answers: Answers, groups: dict[str, np.ndarray], sizes: dict[str, tuple[int, int]]
) -> pd.DataFrame:
    """Compare every pair of rows.

    Args:
        answers: of one data set and split scheme.
        groups: split → (n,) the group of each test image.
        sizes: split → numbers of training and of test images.

    Returns:
        The columns COLUMNS, a row a pair, the better one as a: accuracies, their
        `difference` with its 95 % interval from the paired bootstrap over test images
        (low, high); the test images that one of them alone got right, on average over
        runs; the name of the test, its p value, and that adjusted for all pairs; how
        many test images would show such a difference (none over folds).
    """
    splits = answers.splits()
    here = [key for key in answers.right if _covers(answers, key)]
    here.sort(key=lambda key: -answers.shares(key).mean())
    found = list(combinations(here, 2))
    if not found:
        return pd.DataFrame(columns=COLUMNS)
    share = {key: answers.shares(key) for key in here}
    d = np.stack([share[a] - share[b] for a, b in found], axis=1)
    lows, highs = bootstrap_intervals(d, _numbered(groups, splits))
    rows = []
    for n, (a, b) in enumerate(found):
        if len(splits) > 1:
            test, needed = "Nadeau-Bengio", None
            train, tested = map(np.mean, zip(*(sizes[s] for s in splits), strict=True))
            p = corrected_t_p(_by_fold(answers, a, b), train, tested)
        else:
            runs = lcm(answers.runs(a), answers.runs(b))
            test = "McNemar" if runs == 1 else "randomization"
            p = randomization_p(d[:, n], runs)
            needed = images_needed(d[:, n], len(found))
        apart = (share[a] * (1 - share[b]), share[b] * (1 - share[a]))
        rows.append(
            [*a, *b, share[a].mean(), share[b].mean(), d[:, n].mean().round(DIGITS)]
            + [
                lows[n],
                highs[n],
                *(each.sum() for each in apart),
                test,
                p,
                None,
                needed,
            ]
        )
    table = pd.DataFrame(rows, columns=COLUMNS)
    table["p_holm"] = multipletests(table["p"], method="holm")[1]
    return table


def overall(answers: Answers) -> list[dict[str, Any]]:
    """Cochran's Q: are all rows alike? Biometrika 37 (1950) 256.

    Returns:
        A dict a split and seed that all trained rows have: split, seed, statistic, df
        and p; empty with fewer than three rows.
    """
    results = []
    keys = [key for key in answers.right if _covers(answers, key)]
    if len(keys) < 3:
        return []
    common = set.intersection(*(set(answers.right[key]) for key in keys))
    for split, seed in sorted(common):
        table = np.stack([answers.right[key][split, seed] for key in keys], axis=1)
        if (table.all(axis=1) | ~table.any(axis=1)).all():
            continue  # no image on which the rows differ
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


def better(table: pd.DataFrame) -> pd.Series:
    """Whether a is better than b at the 5 % level, all pairs taken together."""
    return (table["p_holm"] < LEVEL) & (table["difference"] > 0)


def _covers(answers: Answers, key: Key) -> bool:
    return {split for split, _ in answers.right[key]} == set(answers.splits())


def _numbered(groups: dict[str, np.ndarray], splits: list[str]) -> np.ndarray:
    """Groups of all splits one after the other, none the same in two splits."""
    labelled = [(split, group) for split in splits for group in groups[split]]
    return pd.factorize(pd.MultiIndex.from_tuples(labelled))[0]


def _by_fold(answers: Answers, a: Key, b: Key) -> np.ndarray:
    """Differences of accuracies: a fold and seed, or a fold where seeds differ."""
    first, second = answers.right[a], answers.right[b]
    if set(first) == set(second):
        return np.array([first[key].mean() - second[key].mean() for key in first])
    means = [
        {
            split: np.mean([r.mean() for (s, _), r in rows.items() if s == split])
            for split in answers.splits()
        }
        for rows in (first, second)
    ]
    return np.array([means[0][split] - means[1][split] for split in answers.splits()])
