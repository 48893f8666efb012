"""Labels that are likely wrong, as the models of a comparison see it.

Confident learning (Northcutt, Jiang, Chuang 2021, arXiv 1911.00068) as cleanlab has it:
a label is suspected if the models are sure of another class, compared with how sure
they are where that class is given. Only images that no model was trained on count: over
folds the test part of every fold, else the test and the validation part. (Validation
images chose the epoch, so they were used, if weakly.)

It takes ambiguous images and the models' own errors for wrong labels, too, and misses
some wrong ones. So the share of suspected labels is no estimate of the share of wrong
ones. It bounds that share from above, because at least FOUND of the wrong labels are
found where they are planted (docs/statistics.md).
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from astropy.table import Table
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores

from galaxybench.config.runs import ENSEMBLE
from galaxybench.evaluation.intervals import accuracy_interval
from galaxybench.evaluation.predictions_table import normalized, probabilities
from galaxybench.evaluation.rows import Row

COLUMNS = ["split", "part", "index", "given", "suggested", "quality", "runs", "share"]
TEST, VALID = "test", "valid"
FOUND = 0.65
"""Share of planted wrong labels that are found at least, whatever the models."""


@dataclass(frozen=True)
class Seen:
    """The answers of all models to the n images of one part of one split, of k classes.

    Attributes:
        split, part: which images.
        labels: (n,) int, the given classes.
        probability: (n, k) float, the mean over the models.
        votes: (n, k) int, how many models answer each class.
        models: their number.
    """

    split: str
    part: str
    labels: np.ndarray
    probability: np.ndarray
    votes: np.ndarray
    models: int


def answers(rows: list[Row], part: str) -> list[Seen]:
    """Put the answers of all models together, one `Seen` per split.

    The rows are of one comparison, with metrics and the predictions of this part. What
    did not train, ensembles (they consist of the same models) and predictions without
    probabilities have no say.
    """
    tables: dict[str, list[pd.DataFrame]] = defaultdict(list)
    for row in rows:
        usable = row.metrics["status"] == "ok" and row.run.recipe != ENSEMBLE
        if usable and probabilities(row.predictions).size:
            # In the order of the images, whatever that of the file.
            tables[row.run.split].append(row.predictions.sort_values("index"))
    return [_seen(split, part, found) for split, found in tables.items()]


def _seen(split: str, part: str, tables: list[pd.DataFrame]) -> Seen:
    each = np.stack([normalized(probabilities(table)) for table in tables])
    chosen = each.argmax(axis=2)[..., np.newaxis]
    return Seen(
        split=split,
        part=part,
        labels=tables[0]["label"].to_numpy(),
        probability=each.mean(axis=0),
        votes=(chosen == np.arange(each.shape[2])).sum(axis=0),
        models=len(tables),
    )


def suspects(
    labels: np.ndarray, probability: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Find the labels that are likely wrong, by cleanlab's prune_by_noise_rate.

    Its other filters suspect fewer, and find as few as half of the wrong ones.

    Args:
        labels: (n,) int, the given classes.
        probability: (n, k) float, by models that were not trained on these images.

    Returns:
        (n,) bool, whether a label is suspected; (n,) float, the quality of every label:
        the probability of the given class.
    """
    if len(np.unique(labels)) < 2:
        suspected = np.zeros(len(labels), bool)
    else:
        # More processes would take longer to start than the work takes.
        suspected = find_label_issues(labels, probability, n_jobs=1)
    return suspected, get_label_quality_scores(labels, probability)


def at_least(low: float) -> float:
    """Bound the accuracy that wrong labels alone permit.

    Wrong labels are at most the suspected ones over FOUND, the share of them that is
    found. `low` is the lower end of the interval of 1 - the share of suspected labels.
    """
    return max(0.0, 1 - (1 - low) / FOUND)


def likely_wrong(found: list[Seen]) -> pd.DataFrame:
    """List the images whose labels are suspected, the least likely label first.

    Returns:
        The columns COLUMNS: `given` and `suggested` are class numbers, `quality` is the
        mean probability of the given class, `share` that of the `runs` models that
        answer the suggested class.
    """
    if not found:
        return pd.DataFrame(columns=COLUMNS).astype({"index": int})
    labels = np.concatenate([seen.labels for seen in found])
    probability = np.concatenate([seen.probability for seen in found])
    suspected, quality = suspects(labels, probability)
    suggested = probability.argmax(axis=1)
    rows, start = [], 0
    for seen in found:
        for index in np.flatnonzero(suspected[start : start + len(seen.labels)]):
            other = suggested[start + index]
            share = seen.votes[index, other] / seen.models
            known = seen.labels[index], other, quality[start + index]
            rows.append((seen.split, seen.part, index, *known, seen.models, share))
        start += len(seen.labels)
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"index": int})
    return table.sort_values("quality", kind="stable", ignore_index=True)


def summary(
    table: pd.DataFrame, found: list[Seen], groups: dict[str, np.ndarray]
) -> dict[str, Any]:
    """Count the suspected labels, and bound what they cost at most.

    Args:
        table: as returned by `likely_wrong`.
        found: the same as its argument.
        groups: split -> the groups of its test images.

    Returns:
        `models`, the numbers of models, one per split; `images` and `suspected` per
        part; `ceiling`, 1 - the share of suspected test labels, with `ceiling_low` and
        `ceiling_high`, its 95 % interval over the test images, Wilson's with the design
        effect of their groups; `at_least`, as above, with `found_at_least`, FOUND;
        `accuracy`, that of the models' mean on the test labels; `pairs`, [given,
        suggested, labels], the most frequent first.
    """
    tested = [seen for seen in found if seen.part == TEST]
    parts = list(dict.fromkeys(seen.part for seen in found))
    images = {p: sum(len(s.labels) for s in found if s.part == p) for p in parts}
    known: dict[str, Any] = {
        "models": sorted({seen.models for seen in tested}),
        "images": images,
        "suspected": {part: int((table["part"] == part).sum()) for part in parts},
        "ceiling": None,
        "ceiling_low": None,
        "ceiling_high": None,
        "at_least": None,
        "found_at_least": FOUND,
        "accuracy": None,
        "pairs": [
            [int(given), int(other), int(count)]
            for (given, other), count in table[["given", "suggested"]]
            .value_counts()
            .items()
        ],
    }
    if not tested:
        return known
    kept = []
    reached = [seen.probability.argmax(axis=1) == seen.labels for seen in tested]
    for seen in tested:
        here = table[(table["part"] == TEST) & (table["split"] == seen.split)]
        kept.append(~np.isin(np.arange(len(seen.labels)), here["index"]))
    right = np.concatenate(kept)
    member = np.concatenate([groups[seen.split] for seen in tested])
    low, high = accuracy_interval(right, member)
    return known | {
        "ceiling": float(right.mean()),
        "ceiling_low": low,
        "ceiling_high": high,
        "at_least": at_least(low),
        "accuracy": float(np.concatenate(reached).mean()),
    }


def described(
    table: pd.DataFrame, catalogs: dict[tuple[str, str], Table], classes: list[str]
) -> pd.DataFrame:
    """Put names of classes into the result of `likely_wrong`, and add catalog columns.

    A column of the catalog whose name is one of COLUMNS gets " (catalog)" after it.

    Args:
        table: as returned by `likely_wrong`; its rows keep their order.
        catalogs: (split, part) -> the catalog of its images.
        classes: the class names.
    """
    taken = {name: f"{name} (catalog)" for name in COLUMNS}
    known = pd.concat(
        catalog.to_pandas()
        .drop(columns=["split_group", "content"], errors="ignore")
        .rename(columns=taken)
        .assign(split=split, part=part, index=range(len(catalog)))
        for (split, part), catalog in catalogs.items()
    )
    named = table.assign(
        **{key: [classes[n] for n in table[key]] for key in ("given", "suggested")}
    )
    return named.merge(known, how="left", on=["split", "part", "index"])
