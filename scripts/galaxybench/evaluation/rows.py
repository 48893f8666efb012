"""A row of a comparison: a run, an ensemble of runs, or predictions made elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from galaxybench.config.runs import KINDS, Run
from galaxybench.files import read_json


@dataclass(frozen=True)
class Row:
    """What is known of one row; whoever reads rows asks for the files it needs.

    Attributes:
        run: what names the row. An ensemble or predictions made elsewhere have one of
            `runs.KINDS` for a recipe and their name in the configuration for a model.
        metrics: the content of metrics.json; empty where it was not read.
        description: the content of run.json; empty where it was not read.
        predictions: predictions.csv, one row per test image; None where it was not
            read.
    """

    run: Run
    metrics: Mapping[str, Any] = field(default_factory=dict)
    description: Mapping[str, Any] = field(default_factory=dict)
    predictions: pd.DataFrame | None = None

    @property
    def names(self) -> dict[str, str | int]:
        """Dataset, scheme, split, recipe, model and seed, in this order."""
        return self.run.names()

    @property
    def trained(self) -> bool:
        """Whether a recipe trained it; no ensemble and nothing made elsewhere."""
        return self.run.recipe not in KINDS


def read_rows(
    names: Iterable[Mapping[str, Any]],
    *,
    metrics: Sequence[str | Path] | None = None,
    descriptions: Sequence[str | Path] | None = None,
    predictions: Sequence[str | Path] | None = None,
    columns: Sequence[str] | None = None,
) -> list[Row]:
    """Read the files of rows, each list in the order of `names`.

    Args:
        names: {dataset, scheme, split, recipe, model, seed} of every row.
        metrics: the metrics.json files.
        descriptions: the run.json files.
        predictions: the predictions.csv files.
        columns: the columns of predictions.csv to read; None reads all.

    Raises:
        ValueError: if a list is not as long as `names`.
    """
    runs = [Run.of_names(each) for each in names]
    nothing: list[None] = [None] * len(runs)
    return [
        Row(
            run,
            {} if scored is None else read_json(scored),
            {} if described is None else read_json(described),
            None if predicted is None else pd.read_csv(predicted, usecols=columns),
        )
        for run, scored, described, predicted in zip(
            runs,
            nothing if metrics is None else metrics,
            nothing if descriptions is None else descriptions,
            nothing if predictions is None else predictions,
            strict=True,
        )
    ]
