"""A row of a comparison: a run, an ensemble of runs, or predictions made elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from galaxybench.config.runs import KINDS, Run
from galaxybench.files import read_json

Key = tuple[str, str]
"""(recipe, model)."""


class Place(NamedTuple):
    """Where rows are compared: on one data set under one split scheme."""

    dataset: str
    scheme: str

    def holds(self, names: Mapping[str, Any]) -> bool:
        """Whether these names, of a run, a split or a figure, are of this place."""
        return (names["dataset"], names["scheme"]) == self

    def here(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table that are of this place, in their order."""
        return table[
            (table["dataset"] == self.dataset) & (table["scheme"] == self.scheme)
        ]


@dataclass(frozen=True)
class Row:
    """One row, with the contents of its files, empty or None where they were not read.

    Attributes:
        run: the name of the row. For an ensemble or predictions made elsewhere, the
            recipe is one of `runs.KINDS` and the model is the name in the
            configuration.
        metrics: the content of metrics.json.
        description: the content of run.json and of prediction_speed.json.
        predictions: predictions.csv, one row per test image.
        history: history.csv, one row per epoch.
    """

    run: Run
    metrics: Mapping[str, Any] = field(default_factory=dict)
    description: Mapping[str, Any] = field(default_factory=dict)
    predictions: pd.DataFrame | None = None
    history: pd.DataFrame | None = None

    @property
    def names(self) -> dict[str, str | int]:
        """Dataset, scheme, split, recipe, model and seed, in this order."""
        return self.run.names()

    @property
    def key(self) -> Key:
        """(recipe, model): rows with the same key differ only in split and seed."""
        return self.run.recipe, self.run.model

    @property
    def place(self) -> Place:
        """The data set and split scheme on which the row is compared."""
        return Place(self.run.dataset, self.run.scheme)

    @property
    def trained(self) -> bool:
        """Whether it is a run; False for ensembles and outside predictions."""
        return self.run.recipe not in KINDS


def read_rows(
    names: Iterable[Mapping[str, Any]],
    *,
    metrics: Sequence[str | Path] | None = None,
    descriptions: Sequence[str | Path] | None = None,
    speeds: Sequence[str | Path] = (),
    predictions: Sequence[str | Path] | None = None,
    columns: Sequence[str] | None = None,
    histories: Sequence[str | Path] = (),
) -> list[Row]:
    """Read the files of rows; each list has one file per row, in the order of `names`.

    `descriptions` are run.json files. `speeds` are prediction_speed.json files and
    `histories` history.csv files, which only the runs have; they come first. `columns`
    are the columns of predictions.csv to read; None reads all.

    Raises:
        ValueError: if another list is not as long as `names`.
    """
    runs = [Run.of_names(each) for each in names]
    nothing: list[None] = [None] * len(runs)
    speeds, histories = (
        [*known, *nothing[len(known) :]] for known in (speeds, histories)
    )
    lists = (metrics, descriptions, speeds, predictions, histories)
    files = [nothing if each is None else each for each in lists]
    return [
        Row(
            run,
            metrics=read_json(scored) if scored else {},
            # Both name a device: that of the training counts.
            description=(read_json(speed) if speed else {})
            | (read_json(described) if described else {}),
            predictions=pd.read_csv(predicted, usecols=columns) if predicted else None,
            history=pd.read_csv(logged) if logged else None,
        )
        for run, scored, described, speed, predicted, logged in zip(
            runs, *files, strict=True
        )
    ]


def with_test_time_augmentation(rows: list[Row], settings: Sequence[str]) -> list[Row]:
    """Add the test-time augmentation of every training to its recipe.

    run.json lacks this setting, so that changing it trains nothing again. The rows have
    descriptions; trainings come first, in the order of `settings`.

    Raises:
        ValueError: if there are not as many settings as trainings.
    """
    trained = [row for row in rows if row.trained]
    completed = []
    for row, setting in zip(trained, settings, strict=True):
        recipe = row.description["recipe"] | {"test_time_augmentation": setting}
        description = row.description | {"recipe": recipe}
        completed.append(replace(row, description=description))
    return [*completed, *rows[len(completed) :]]
