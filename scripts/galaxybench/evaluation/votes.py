"""What all runs of a comparison together say of every test image.

Every run that is ok has one vote an image, and so have predictions made elsewhere.
Ensembles have none: they are made of the same runs.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from astropy.table import Table

from galaxybench.config.runs import ENSEMBLE

COLUMNS = ["split", "index", "label", "predicted", "runs", "share", "probability"]


@dataclass(frozen=True)
class Votes:
    """The votes on the n test images of one split, of k classes.

    Attributes:
        runs: how many vote.
        labels: (n,) int, the true classes.
        counts: (n, k) int, the runs that say each class.
        probability: (n, k) float, the mean over the runs that give probabilities; NaN
            where none does.
    """

    runs: int
    labels: np.ndarray
    counts: np.ndarray
    probability: np.ndarray

    def row(self, index: int, said: int) -> dict:
        """Describe what is said of one image: a dict of plain numbers.

        Args:
            index: of the image.
            said: the class that its label is compared with.

        Returns:
            index, label, predicted (the class `said`), runs, share (of the runs that
            say it) and its mean probability.
        """
        return {
            "index": int(index),
            "label": int(self.labels[index]),
            "predicted": int(said),
            "runs": self.runs,
            "share": self.counts[index, said] / self.runs,
            "probability": self.probability[index, said],
        }


def votes(
    predictions: list[pd.DataFrame], metrics: list[dict], names: list[dict]
) -> dict[str, Votes]:
    """Count the votes.

    Args:
        predictions: one a row of the comparison, as in predictions.csv; p0, p1 … may
            be missing. Those of one split are of the same images in the same order.
        metrics: the contents of the metrics.json files, in the same order.
        names: {dataset, split, scheme, recipe, model, seed}, in the same order.

    Returns:
        split → its votes; no split of which no run is ok.
    """
    heard: dict[str, list[pd.DataFrame]] = {}
    for table, scores, name in zip(predictions, metrics, names, strict=True):
        if scores["status"] == "ok" and name["recipe"] != ENSEMBLE:
            heard.setdefault(name["split"], []).append(table)
    classes = len(metrics[0]["classes"])
    return {split: _count(tables, classes) for split, tables in heard.items()}


def _count(tables: list[pd.DataFrame], classes: int) -> Votes:
    said = np.stack([table["predicted"].to_numpy() for table in tables], axis=1)
    given = [table.filter(regex=r"^p\d+$").to_numpy() for table in tables]
    given = [each for each in given if each.size]
    unknown = np.full((len(said), classes), np.nan)
    return Votes(
        runs=len(tables),
        labels=tables[0]["label"].to_numpy(),
        counts=(said[..., np.newaxis] == np.arange(classes)).sum(axis=1),
        probability=np.mean(given, axis=0) if given else unknown,
    )


def all_fail(votes: dict[str, Votes]) -> pd.DataFrame:
    """Find the images that no run got right: their labels deserve a look.

    Returns:
        The columns COLUMNS, a row an image; `predicted` is the class that most runs
        say, of equal ones that with the highest mean probability. First those with
        the largest share, of equal ones those with the highest probability.
    """
    rows = []
    for split, ballot in votes.items():
        ahead = ballot.counts == ballot.counts.max(axis=1, keepdims=True)
        mean = np.nan_to_num(ballot.probability)
        commonest = np.where(ahead, mean, -np.inf).argmax(axis=1)
        right = ballot.counts[np.arange(len(mean)), ballot.labels]
        rows += [
            {"split": split, **ballot.row(index, commonest[index])}
            for index in np.flatnonzero(right == 0)
        ]
    return _ranked(rows)


def fooled(votes: dict[str, Votes], count: int) -> str:
    """Say how many images no run got right: "23 of 656 test images fooled all 36 runs".

    Args:
        votes: as from `votes`.
        count: how many.
    """
    images = sum(len(ballot.labels) for ballot in votes.values())
    numbers = {ballot.runs for ballot in votes.values()}
    if not votes:
        return "no run is ok, so none has a vote"
    whose = "every run" if len(numbers) > 1 else f"all {max(numbers)} runs"
    if numbers == {1}:
        whose = "the one run"
    fold = " of their fold" if len(votes) > 1 else ""
    return f"{count:,} of {images:,} test images fooled {whose}{fold}"


def confused(votes: dict[str, Votes]) -> pd.DataFrame:
    """Count how often each class is taken for each other one, by all runs.

    Returns:
        A row a pair that occurs, the most frequent first: label, predicted, answers
        (votes that say so), of_label (their share of all votes on images of the true
        class) and of_errors (their share of all wrong votes).
    """
    ballots = list(votes.values())
    classes = ballots[0].counts.shape[1] if ballots else 0
    total = np.zeros((classes, classes), int)
    for ballot in ballots:
        np.add.at(total, ballot.labels, ballot.counts)
    wrong = total * (1 - np.eye(classes, dtype=int))
    found = zip(*np.nonzero(wrong), strict=True)
    rows = [
        (a, b, wrong[a, b], wrong[a, b] / total[a].sum(), wrong[a, b] / wrong.sum())
        for a, b in found
    ]
    columns = ["label", "predicted", "answers", "of_label", "of_errors"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("answers", ascending=False, kind="stable")


def examples(votes: dict[str, Votes], label: int, said: int) -> pd.DataFrame:
    """Find the images of one class that runs take for another one.

    Returns:
        The columns COLUMNS, a row an image, in the order of `all_fail`.
    """
    return _ranked(
        {"split": split, **ballot.row(index, said)}
        for split, ballot in votes.items()
        for index in np.flatnonzero(
            (ballot.labels == label) & (ballot.counts[:, said] > 0)
        )
    )


def described(
    table: pd.DataFrame, catalogs: dict[str, Table], classes: list[str]
) -> pd.DataFrame:
    """Write out class names and what the catalog knows of each image.

    Args:
        table: as from `all_fail`.
        catalogs: split → catalog of its test images.
        classes: the class names.

    Returns:
        COLUMNS with names of classes and then the columns of the catalog, in the order
        of `table`.
    """
    known = pd.concat(
        catalog.to_pandas().assign(split=split, index=range(len(catalog)))
        for split, catalog in catalogs.items()
    ).drop(columns="split_group")
    named = table.assign(
        **{key: [classes[n] for n in table[key]] for key in ("label", "predicted")}
    )
    return named.merge(known, how="left", on=["split", "index"])


def _ranked(rows: Iterable[dict]) -> pd.DataFrame:
    # Without any row, it would be no number.
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"index": int})
    order = ["share", "probability"]
    return table.sort_values(order, ascending=False, kind="stable", ignore_index=True)
