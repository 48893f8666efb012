"""Which differences between models are significant: tests of all pairs of a comparison.

Models on one test set are compared over its images and their seeds (`crossed`); over a
cross-validation, fold by fold (`folds`). All pairs of a comparison are judged together:
an interval leaves out 0 exactly where the adjusted p value is below the level.
"""

from collections import defaultdict

import numpy as np
import pandas as pd

from galaxybench.comparison import crossed, folds, ranking
from galaxybench.comparison.crossed import Pairs, pair_indices
from galaxybench.comparison.equivalence import equivalence
from galaxybench.comparison.power import needed
from galaxybench.comparison.scatter import DIGITS, Scatter, scatter
from galaxybench.evaluation.collapse import OK
from galaxybench.evaluation.rows import Key, Place, Row

COLUMNS = [
    *("recipe_a", "model_a", "recipe_b", "model_b", "trainings_a", "trainings_b"),
    *("accuracy_a", "accuracy_b", "difference", "low", "high"),
    *("only_a", "only_b", "test", "p", "p_adjusted"),
    *("images_needed", "seeds_needed"),
    *("margin", "low_90", "high_90", "p_equivalence", "verdict"),
]


class Answers:
    """Which test images each row of one comparison got right.

    Attributes:
        right: (recipe, model) → {(split, seed): (n,) bool}.
        fine: (recipe, model) → of every run, whether it trained properly.
    """

    def __init__(self) -> None:
        """Start without rows."""
        self.right: dict[Key, dict[tuple[str, int], np.ndarray]] = {}
        self.fine: dict[Key, list[bool]] = defaultdict(list)
        self._images: dict[str, tuple[str, np.ndarray]] = {}

    def add(self, row: Row) -> None:
        """Add a row, with the source_index, label and predicted of its predictions.

        Without metrics, it counts as one that trained properly.

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
        self.fine[row.key].append((row.metrics or {}).get("status", OK) == OK)

    def splits(self) -> list[str]:
        """Return the split instances, in the order in which they were added."""
        return list(self._images)

    def same_images(self, other: "Answers") -> bool:
        """Say whether the test images are those of another scheme, split by split."""
        own, their = self._images.values(), other._images.values()
        return len(own) == len(their) and all(
            np.array_equal(mine, yours)
            for (_, mine), (_, yours) in zip(own, their, strict=True)
        )

    def by_split(self, key: Key) -> list[np.ndarray]:
        """Return, per split, which images a model's trainings got right, (seeds, n)."""
        return [
            np.stack(
                [right for (own, _), right in self.right[key].items() if own == split]
            )
            for split in self.splits()
        ]

    def complete(self) -> list[Key]:
        """Return the models with a run on every split."""
        splits = set(self.splits())
        return [
            key
            for key, own in self.right.items()
            if {split for split, _ in own} == splits
        ]


def gather(rows: list[Row]) -> dict[Place, Answers]:
    """Gather the answers of rows by data set and split scheme.

    Args:
        rows: as in `Answers.add`.

    Raises:
        ValueError: if rows of one data set and split scheme have different test images.
    """
    answers: dict[Place, Answers] = defaultdict(Answers)
    for row in rows:
        answers[row.place].add(row)
    return dict(answers)


def compare(
    answers: dict[Place, Answers],
    groups: dict[tuple[str, str], np.ndarray],
    sizes: dict[tuple[str, str], tuple[int, int]],
    margin: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare the rows of an experiment, separately per data set and split scheme.

    Args:
        answers: the result of `gather`.
        groups: (dataset, split) → (n,) the group of each test image.
        sizes: (dataset, split) → numbers of training and of test images.
        margin: below which two models are as good as each other, a share.

    Returns:
        The content of significance.csv: dataset, scheme and COLUMNS; and that of
        ranking.csv: dataset, scheme and ranking.COLUMNS.
    """
    tables: list[list[pd.DataFrame]] = [[], []]
    for place, here in answers.items():
        own = [
            {split: each[place.dataset, split] for split in here.splits()}
            for each in (groups, sizes)
        ]
        for found, table in zip(tables, judge(here, *own, margin), strict=True):
            table.insert(0, "scheme", place.scheme)
            table.insert(0, "dataset", place.dataset)
            found.append(table)
    pairs, ranks = (
        pd.concat([table for table in own if len(table)] or own[:1], ignore_index=True)
        for own in tables
    )
    return pairs, ranks


def judge(
    answers: Answers,
    groups: dict[str, np.ndarray],
    sizes: dict[str, tuple[int, int]],
    margin: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare the models with a run on every split; groups and sizes are by split.

    Returns:
        The columns COLUMNS, one row per pair, the better model as a: numbers of
        trainings per test image; accuracies, their `difference` and its simultaneous
        95 % interval (low, high); the numbers of test images that only one of them got
        right, on average over runs; the name of the test, its p value, and that of all
        pairs together; the numbers of test images and of seeds that would make the
        difference significant (see `power.needed`; None over folds); and the margin
        with the attributes of `Equivalence`.

        And the columns ranking.COLUMNS, one row per model, best first.
    """
    right = {key: answers.by_split(key) for key in answers.complete()}
    keys = sorted(right, key=lambda key: -_share(right[key]).mean())
    of = scatter(
        [right[key] for key in keys],
        [groups[split] for split in answers.splits()],
        [all(answers.fine[key]) for key in keys],
    )
    if len(keys) < 2:
        return pd.DataFrame(columns=COLUMNS), ranking.ranking(keys, of, None)
    trained = [float(np.mean(answers.fine[key])) for key in keys]
    folded = len(answers.splits()) > 1
    if folded:
        accuracies = np.array([[own.mean() for own in right[key]] for key in keys])
        own = [sizes[split] for split in answers.splits()]
        tested = folds.compare_pairs(accuracies, own, of)
    else:
        tested = crossed.compare_pairs(of)
    table = _table(
        keys, [_share(right[key]) for key in keys], of, tested, folded, margin
    )
    return table, ranking.ranking(keys, of, tested, folded=folded, trained=trained)


def _share(right: list[np.ndarray]) -> np.ndarray:
    """Return the share of a model's runs that got each image right, (n,)."""
    return np.concatenate([own.mean(axis=0) for own in right])


def _table(
    keys: list[Key],
    shares: list[np.ndarray],
    of: Scatter,
    tested: Pairs,
    folded: bool,
    margin: float,
) -> pd.DataFrame:
    rows, alike = [], equivalence(tested, margin)
    for n, (a, b) in enumerate(pair_indices(len(keys)).T):
        trainings = of.trainings[a], of.trainings[b]
        test = "paired t" if max(trainings) == 1 else "crossed t"
        rows.append(
            [
                *keys[a],
                *keys[b],
                *trainings,
                of.mean[a],
                of.mean[b],
                *(each[n].round(DIGITS) for each in (tested.difference, tested.low)),
                tested.high[n].round(DIGITS),
                (shares[a] * (1 - shares[b])).sum(),
                (shares[b] * (1 - shares[a])).sum(),
                "Nadeau-Bengio" if folded else test,
                tested.p[n],
                tested.p_adjusted[n],
                *((None, None) if folded else needed(of, tested, n, (a, b))),
                margin,
                *(each[n].round(DIGITS) for each in (alike.low, alike.high)),
                alike.p[n],
                str(alike.verdict[n]),
            ]
        )
    return pd.DataFrame(rows, columns=COLUMNS)
