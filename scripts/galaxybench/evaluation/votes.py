"""The votes of all runs of a comparison on every test image.

Every run whose status is ok has one vote per image, as have predictions made elsewhere.
Ensembles have none, because they consist of the same runs.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from astropy.table import Table

from galaxybench.config.runs import ENSEMBLE
from galaxybench.evaluation.predictions_table import plurality, probabilities
from galaxybench.evaluation.rows import Row

COLUMNS = ["split", "index", "label", "predicted", "runs", "share", "probability"]


@dataclass(frozen=True)
class Votes:
    """The votes on the n test images of one split, of k classes.

    Attributes:
        runs: the number of voters.
        labels: (n,) int, the true classes.
        counts: (n, k) int, the votes for each class.
        probability: (n, k) float, the mean over the voters with probabilities; NaN if
            there are none.
    """

    runs: int
    labels: np.ndarray
    counts: np.ndarray
    probability: np.ndarray

    def row(self, index: int, predicted: int) -> dict[str, float]:
        """Describe the votes on one image for one class.

        `share` is the share of the votes for that class, `probability` its mean
        probability.
        """
        return {
            "index": int(index),
            "label": int(self.labels[index]),
            "predicted": int(predicted),
            "runs": self.runs,
            "share": self.counts[index, predicted] / self.runs,
            "probability": self.probability[index, predicted],
        }


def votes(rows: list[Row]) -> dict[str, Votes]:
    """Count the votes: split → its votes, for splits with at least one voter.

    The rows are of one comparison, with metrics and predictions. The predictions of one
    split are of the same images in the same order.
    """
    voters: dict[str, list[pd.DataFrame]] = defaultdict(list)
    for row in rows:
        if row.metrics["status"] == "ok" and row.run.recipe != ENSEMBLE:
            voters[row.run.split].append(row.predictions)
    classes = len(rows[0].metrics["classes"])
    return {split: _count(tables, classes) for split, tables in voters.items()}


def _count(tables: list[pd.DataFrame], classes: int) -> Votes:
    predicted = np.stack([table["predicted"].to_numpy() for table in tables], axis=1)
    known = [p for p in map(probabilities, tables) if p.size]
    unknown = np.full((len(predicted), classes), np.nan)
    return Votes(
        runs=len(tables),
        labels=tables[0]["label"].to_numpy(),
        counts=(predicted[..., np.newaxis] == np.arange(classes)).sum(axis=1),
        probability=np.mean(known, axis=0) if known else unknown,
    )


def all_fail(votes: dict[str, Votes]) -> pd.DataFrame:
    """Find the images that no run got right: their labels may be wrong.

    Returns:
        The columns COLUMNS, one row per image; `predicted` is the class with most
        votes, ties going to the highest mean probability. Images are sorted by share,
        then by probability, the highest first.
    """
    rows = []
    for split, ballot in votes.items():
        commonest = plurality(ballot.counts, np.nan_to_num(ballot.probability))
        right = ballot.counts[np.arange(len(commonest)), ballot.labels]
        rows += [
            {"split": split, **ballot.row(index, commonest[index])}
            for index in np.flatnonzero(right == 0)
        ]
    return _ranked(rows)


def fooled(votes: dict[str, Votes], count: int) -> str:
    """Say that no run got `count` images right.

    For example "23 of 656 test images fooled all 36 runs".
    """
    if not votes:
        return "no run has the status ok, so none has a vote"
    images = sum(len(ballot.labels) for ballot in votes.values())
    least, *more = {ballot.runs for ballot in votes.values()}
    whose = {1: "the one run", 2: "both runs"}.get(least, f"all {least} runs")
    whose = "every run" if more else whose
    fold = " of their fold" if len(votes) > 1 else ""
    return f"{count:,} of {images:,} test images fooled {whose}{fold}"


def confused(votes: dict[str, Votes]) -> pd.DataFrame:
    """Count how often each class is mistaken for each other class, by all runs.

    Returns:
        One row per pair that occurs, the most frequent first: label, predicted, answers
        (the number of these votes), of_label (their share of all votes on images of the
        true class) and of_errors (their share of all wrong votes).
    """
    ballots = list(votes.values())
    classes = ballots[0].counts.shape[1] if ballots else 0
    total = np.zeros((classes, classes), int)
    for ballot in ballots:
        np.add.at(total, ballot.labels, ballot.counts)
    wrong = total * (1 - np.eye(classes, dtype=int))
    rows = [
        (a, b, wrong[a, b], wrong[a, b] / total[a].sum(), wrong[a, b] / wrong.sum())
        for a, b in zip(*np.nonzero(wrong), strict=True)
    ]
    columns = ["label", "predicted", "answers", "of_label", "of_errors"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("answers", ascending=False, kind="stable")


def examples(votes: dict[str, Votes], label: int, predicted: int) -> pd.DataFrame:
    """Find the images of one class that any run mistakes for another one.

    Returns:
        The columns COLUMNS, one row per image, in the order of `all_fail`.
    """
    return _ranked(
        {"split": split, **ballot.row(index, predicted)}
        for split, ballot in votes.items()
        for index in np.flatnonzero(
            (ballot.labels == label) & (ballot.counts[:, predicted] > 0)
        )
    )


def described(
    table: pd.DataFrame, catalogs: dict[str, Table], classes: list[str]
) -> pd.DataFrame:
    """Put names of classes into the result of `all_fail`, and add catalog columns.

    A column of the catalog whose name is one of COLUMNS gets " (catalog)" after it.

    Args:
        table: as returned by `all_fail`; its rows keep their order.
        catalogs: split → catalog of its test images.
        classes: the class names.
    """
    # A column of the user's own may have the name of one of these.
    taken = {name: f"{name} (catalog)" for name in COLUMNS}
    known = pd.concat(
        catalog.to_pandas()
        .rename(columns=taken)
        .assign(split=split, index=range(len(catalog)))
        for split, catalog in catalogs.items()
    ).drop(columns="split_group")
    named = table.assign(
        **{key: [classes[n] for n in table[key]] for key in ("label", "predicted")}
    )
    return named.merge(known, how="left", on=["split", "index"])


def _ranked(rows: Iterable[dict]) -> pd.DataFrame:
    # Without rows, pandas would not make it a number.
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"index": int})
    order = ["share", "probability"]
    return table.sort_values(order, ascending=False, kind="stable", ignore_index=True)
