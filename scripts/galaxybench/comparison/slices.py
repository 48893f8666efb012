"""How right each model is on slices of the test images: the content of slices.csv.

A slice is a set of test images with like values in a column of the catalogue
(`slicing`). All tests of one data set and split scheme are adjusted together: those
against the rest over all models, columns and slices, and those against the model that
is best on average over all other models and slices.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from astropy.table import Table, vstack

from galaxybench.comparison import slice_tests
from galaxybench.comparison.scatter import DIGITS, mean_intervals
from galaxybench.comparison.significance import Answers
from galaxybench.comparison.simultaneous import Tested
from galaxybench.comparison.slicing import FEW, Slice, slices
from galaxybench.evaluation.rows import Key, Place, Row
from galaxybench.spreadsheets import restored

AGAINST_REST = ["difference", "low_difference", "high_difference", "p", "p_adjusted"]
OVER_BEST = ["over_best", "low_over_best", "high_over_best", "p_over_best"]
COLUMNS = [
    *("column", "slice", "images", "groups", "recipe", "model", "trainings"),
    *("trained", "best"),
    *("accuracy", "low", "high", "rest", *AGAINST_REST, "tests"),
    *(*OVER_BEST, "tests_over_best"),
]


def compare(
    rows: Sequence[Row],
    catalogs: Mapping[tuple[str, str], Table],
    wanted: Sequence[Mapping[str, Any]],
) -> pd.DataFrame:
    """Compare the rows of an experiment on slices, per data set and split scheme.

    Args:
        rows: as in `significance.Answers.add`. No model is tested of which no run
            trained.
        catalogs: (dataset, split) → the catalogue of its test images, in the order of
            the predictions.
        wanted: as for `slicing.slices`.

    Returns:
        dataset, scheme and the columns COLUMNS, one row per slice and model; the models
        in the order of their accuracy, what did not train last. `trained` marks those
        of which a run trained, `best` the one that is best on average. `rest` is the
        accuracy on all other test images, and `difference` that on the slice less
        `rest`, with its simultaneous 95 % interval.
        `over_best` is the accuracy less that of the best on the slice. `tests` and
        `tests_over_best` count what is adjusted together. NaN where nothing was tested:
        slices that have, or leave, fewer than FEW groups of images.

    Raises:
        ValueError: a catalogue does not divide its images as wanted, or rows to compare
            have different test images.
    """
    answers: dict[Place, Answers] = defaultdict(Answers)
    for row in rows:
        answers[row.place].add(row)
    tables = []
    for place, here in answers.items():
        known = [catalogs[place.dataset, split] for split in here.splits()]
        try:
            table = _judge(here, known, wanted)
        except ValueError as error:
            where = f"{place.dataset}, split {place.scheme}"
            raise ValueError(f"{where}: {error}") from None
        table.insert(0, "scheme", place.scheme)
        table.insert(0, "dataset", place.dataset)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def count(
    catalogs: Sequence[Table], wanted: Sequence[Mapping[str, Any]]
) -> pd.DataFrame:
    """Count the images of each slice of one data set and split scheme.

    Args:
        catalogs: those of the test images of each split instance.
        wanted: as for `slicing.slices`.

    Returns:
        column, slice, images and groups (of images that belong together), a row per
        slice. Images of several instances, as of folds, count in each.

    Raises:
        ValueError: a catalogue does not divide its images as wanted.
    """
    groups = [np.asarray(catalog["split_group"]) for catalog in catalogs]
    found = slices(vstack([*catalogs], metadata_conflicts="silent"), wanted)
    return pd.DataFrame([_about(each, groups) for each in found])


def load(path: Path) -> pd.DataFrame:
    """Read slices.csv, with the names of columns and slices as they were."""
    texts = ["column", "slice"]
    # So a name such as "nan" stays a text.
    empty = {name: [""] for name in COLUMNS if name not in texts}
    kinds = dict.fromkeys(texts, str)
    table = pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=empty)
    return table.assign(**{name: table[name].map(restored) for name in texts})


def _judge(
    answers: Answers,
    catalogs: list[Table],
    wanted: Sequence[Mapping[str, Any]],
) -> pd.DataFrame:
    trained = {key for key, own in answers.fine.items() if any(own)}
    groups = [np.asarray(catalog["split_group"]) for catalog in catalogs]
    found = slices(vstack(catalogs, metadata_conflicts="silent"), wanted)
    right = {key: answers.by_split(key) for key in answers.complete()}
    means = {
        key: np.concatenate([part.mean(axis=0) for part in own]).mean()
        for key, own in right.items()
    }
    keys = sorted(right, key=lambda key: (key not in trained, -means[key]))
    table = _accuracies(found, keys, answers, groups)
    of = [*zip(table["recipe"], table["model"], strict=True)]
    table["trained"] = [key in trained for key in of]
    table["best"] = [key in trained and key == keys[0] for key in of]
    able = [key for key in keys if key in trained]
    _add_tests(table, found, able, answers, groups)
    return table[COLUMNS]


def _accuracies(
    found: list[Slice],
    keys: list[Key],
    answers: Answers,
    groups: list[np.ndarray],
) -> pd.DataFrame:
    """Tabulate accuracy, interval and rest of every slice and model."""
    right, fine = _right(answers, keys)
    counts = np.array([np.mean([len(part) for part in own]) for own in right])
    shares = [np.concatenate([part.mean(axis=0) for part in own]) for own in right]
    rows = []
    for each in found:
        of = slice_tests.within(right, groups, each.members, fine)
        blank = np.full(len(keys), np.nan)
        low, high = (blank, blank) if of is None else mean_intervals(of)
        about = _about(each, groups)
        for n, (recipe, model) in enumerate(keys):
            rest = shares[n][~each.members]
            rows.append(
                about
                | {"recipe": recipe, "model": model, "trainings": counts[n]}
                | {"accuracy": np.nan if of is None else of.mean[n]}
                | {"low": low[n], "high": high[n]}
                | {"rest": rest.mean() if len(rest) else np.nan}
            )
    return pd.DataFrame(rows)


def _right(
    answers: Answers, keys: list[Key]
) -> tuple[list[list[np.ndarray]], list[bool]]:
    """Return what models got right, and whether all of their trainings went well."""
    fine = [all(answers.fine[key]) for key in keys]
    return [answers.by_split(key) for key in keys], fine


def _about(found: Slice, groups: list[np.ndarray]) -> dict[str, Any]:
    return {
        "column": found.column,
        "slice": found.name,
        "images": int(found.members.sum()),
        "groups": _groups(groups, found.members),
    }


def _groups(groups: list[np.ndarray], members: np.ndarray) -> int:
    ends = np.cumsum([len(own) for own in groups])[:-1]
    parts = zip(groups, np.split(members, ends), strict=True)
    return sum(len(np.unique(own[part])) for own, part in parts)


def _add_tests(
    table: pd.DataFrame,
    found: list[Slice],
    keys: list[Key],
    answers: Answers,
    groups: list[np.ndarray],
) -> None:
    """Add the columns of the tests of the models `keys`, the best of them first."""
    table[[*AGAINST_REST, *OVER_BEST]] = np.nan
    table[["tests", "tests_over_best"]] = 0
    large = [
        each
        for each in found
        if min(_groups(groups, own) for own in (each.members, ~each.members)) >= FEW
    ]
    if not large or not keys:
        return
    right, fine = _right(answers, keys)
    members = np.stack([each.members for each in large])
    places = {
        (row.slice, row.recipe, row.model): row.Index for row in table.itertuples()
    }
    tested = slice_tests.against_rest(right, groups, members, fine)
    _enter(table, places, large, keys, tested, AGAINST_REST)
    table["tests"] = len(tested.p)
    if len(keys) > 1:
        tested = slice_tests.over_best(right, groups, members, 0, fine)
        _enter(table, places, large, keys[1:], tested, OVER_BEST)
        table["tests_over_best"] = len(tested.p)


def _enter(
    table: pd.DataFrame,
    places: dict[tuple[str, str, str], int],
    found: list[Slice],
    keys: list[Key],
    tested: Tested,
    columns: list[str],
) -> None:
    # With few degrees of freedom, an interval may reach beyond what is possible.
    low, high = np.maximum(tested.low, -1), np.minimum(tested.high, 1)
    values = [tested.difference, low, high, tested.p, tested.p_adjusted]
    if len(columns) == len(OVER_BEST):
        del values[3]
    index = [places[each.name, *key] for key in keys for each in found]
    for column, own in zip(columns, values, strict=True):
        table.loc[index, column] = own.round(DIGITS)
