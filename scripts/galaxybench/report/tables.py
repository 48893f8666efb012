"""The tables of the page for papers: what is in them, as text that a format prints.

Shares are in percent with one digit, losses with three; the best of a column is marked,
and so is all that is printed like it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from galaxybench.comparison.class_scores import class_scores
from galaxybench.comparison.reproduction import printed_row
from galaxybench.comparison.significance import LEVEL
from galaxybench.config.measures import METRICS
from galaxybench.formats import (
    UNKNOWN,
    bare_percent,
    duration,
    number,
    points,
    probability,
)

ACCURACY, INTERVAL, RANGE = "accuracy, %", "95 % interval", "range of the runs"
LOWER_IS_BETTER = {
    "log loss": ("log_loss", "{:.3f}"),
    "Brier score": ("brier", "{:.3f}"),
    "calibration error, %": ("ece", "{:.1%}"),
    "temperature": ("temperature", "{:.2f}"),
    "log loss, scaled": ("log_loss_scaled", "{:.3f}"),
    "Brier score, scaled": ("brier_scaled", "{:.3f}"),
    "calibration error, scaled, %": ("ece_scaled", "{:.1%}"),
}
"""Columns of the calibration table: column of the summary, and how it is printed."""


@dataclass(frozen=True)
class Table:
    """A table as it is read.

    Attributes:
        caption: what it shows.
        cells: text, one row a row, under the headings of its columns.
        best: columns -> whether each of their cells is in bold.
        words: columns of words; all others are numbers.
    """

    caption: str
    cells: pd.DataFrame
    best: dict[str, list[bool]]
    words: tuple[str, ...]

    @property
    def rows(self) -> Iterable[list[tuple[str, bool]]]:
        """Every row: the text of its cells, and whether it is in bold."""
        plain = [False] * len(self.cells)
        columns = [
            zip(self.cells[name], self.best.get(name, plain), strict=True)
            for name in self.cells
        ]
        return (list(row) for row in zip(*columns, strict=True))


def models(summary: pd.DataFrame, place: str) -> Table:
    """Tabulate the models, best first: means over their runs.

    Args:
        summary: what `comparison.summarize` has of one (dataset, scheme).
        place: data set and split, for the caption.
    """
    cells = _named(summary)
    cells[ACCURACY] = summary["accuracy"].map(_percent)
    cells[INTERVAL] = _ends(summary["accuracy_low"], summary["accuracy_high"])
    cells[RANGE] = _ends(summary["accuracy_min"], summary["accuracy_max"])
    cells.loc[summary["runs"] == 1, RANGE] = UNKNOWN
    cells["runs"] = summary["runs"].map(str)
    for column in ("macro_f1", "balanced_accuracy"):
        cells[_heading(column)] = summary[column].map(_percent)
    cells["parameters"] = summary["parameters"].map(number)
    cells["training time"] = summary["train_seconds"].map(duration)
    measured = {ACCURACY: "accuracy"} | {
        _heading(column): column for column in ("macro_f1", "balanced_accuracy")
    }
    caption = (
        f"Test accuracy on {place}, {summary['test_images'].max():,} images, best "
        "first: means over the runs. The interval is Wilson's, for the number of "
        "different test images; the range of the runs, lowest to highest, is the "
        "spread over seeds and folds, which no interval holds."
    )
    troubled = int(summary["not_ok"].sum())
    if troubled:
        caption += (
            f" {troubled} of {summary['runs'].sum()} runs did not train as they "
            "should; they count in the means."
        )
    best = {
        heading: _best(cells[heading], summary[column], "max")
        for heading, column in measured.items()
    }
    return Table(caption, cells, best, ("model", "recipe"))


def pairs(tested: pd.DataFrame, place: str) -> Table:
    """Tabulate every two models, the better one first.

    Args:
        tested: the rows of significance.csv of one (dataset, scheme).
        place: data set and split, for the caption.
    """
    several = len({*tested["recipe_a"], *tested["recipe_b"]}) > 1
    cells = pd.DataFrame(index=tested.index)
    for side, heading in (("a", "model"), ("b", "compared with")):
        cells[heading] = tested[f"model_{side}"]
        if several:
            cells[heading] += " (" + tested[f"recipe_{side}"] + ")"
    cells["difference, points"] = tested["difference"].map(points)
    cells[INTERVAL] = _ends(tested["low"], tested["high"])
    many = len(tested) > 1
    adjusted = f", adjusted for all {len(tested)} pairs (Holm)" if many else ""
    p = "p, adjusted" if many else "p"
    cells[p] = tested["p_holm"].map(_p)
    tests = " and ".join(sorted(tested["test"].unique()))
    caption = (
        f"Differences in test accuracy between the models on {place}, with the p value "
        f"of the {tests} test{adjusted}. In bold: significant at the 5 % level."
        if len(tested)
        else f"No two models to compare on {place}."
    )
    significant = (tested["p_holm"] < LEVEL).tolist()
    return Table(caption, cells, {p: significant}, ("model", "compared with"))


def classes(
    scored: list[tuple[dict, dict]], summary: pd.DataFrame, place: str
) -> Table:
    """Tabulate precision, recall and F1 of every class, a model after the other.

    Args:
        scored: ({dataset, split, scheme, recipe, model, seed}, contents of
            metrics.json) of one data set and split scheme.
        summary: what `comparison.summarize` has of it.
        place: data set and split, for the caption.
    """
    found = class_scores(scored)
    keys = zip(summary["recipe"], summary["model"], strict=True)
    rows = pd.DataFrame(
        {"recipe": recipe, "model": model, **row}
        for recipe, model in keys
        for row in found.get((recipe, model), [])
    )
    cells = _named(rows)
    cells["class"] = rows["class"]
    shares = {"precision, %": "precision", "recall, %": "recall", "F1, %": "f1"}
    for heading, column in shares.items():
        cells[heading] = rows[column].map(_percent)
    cells["images"] = rows["images"].map("{:,}".format)
    best = [False] * len(rows)
    for _, own in rows.groupby("class", sort=False):
        marks = _best(cells.loc[own.index, "F1, %"], own["f1"], "max")
        for n, mark in zip(own.index, marks, strict=True):
            best[n] = mark
    caption = (
        f"Scores of every class on the test images of {place}, all seeds and folds "
        "together, every image counted once. In bold: the best F1 of a class."
    )
    return Table(caption, cells, {"F1, %": best}, ("model", "recipe", "class"))


def calibration(summary: pd.DataFrame, place: str) -> Table:
    """Tabulate how far probabilities can be trusted; all but the temperature: low.

    Args:
        summary: what `comparison.summarize` has of one (dataset, scheme).
        place: data set and split, for the caption.
    """
    known = summary[summary["brier"].notna()]
    cells, best = _named(known), {}
    for heading, (column, form) in LOWER_IS_BETTER.items():
        cells[heading] = [
            UNKNOWN if pd.isna(value) else form.format(value).removesuffix("%")
            for value in known[column]
        ]
        if column != "temperature":
            best[heading] = _best(cells[heading], known[column], "min")
    caption = (
        f"Calibration on the test images of {place}, means over the runs; low is good. "
        "Scaled: with the temperature that was fitted on the validation images."
    )
    return Table(caption, cells, best, ("model", "recipe"))


def reported(compared: pd.DataFrame) -> Table:
    """Tabulate what studies reported beside the runs that repeat them.

    Args:
        compared: what `reproduction.load` reads.
    """
    rows = [
        {
            "data set": row["dataset"],
            "model": row["model"],
            "measure": METRICS[row["metric"]][1],
            "split": row["scheme"] or UNKNOWN,
            "recipe": row["recipe"] or UNKNOWN,
            **printed_row(row),
        }
        for row in compared.to_dict("records")
    ]
    sources = "; ".join(dict.fromkeys(compared["source"]))
    caption = (
        "Figures that were reported beside our runs: the mean, its difference from the "
        f"figure, the lowest and highest run. Reported by: {sources}."
    )
    words = ("data set", "model", "measure", "split", "recipe")
    return Table(caption, pd.DataFrame(rows), {}, words)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Begin a table with the names of its rows: recipes where there are several."""
    return rows[["model", "recipe"] if rows["recipe"].nunique() > 1 else ["model"]]


def _heading(column: str) -> str:
    return column.replace("_", " ").replace("f1", "F1") + ", %"


def _percent(share: float) -> str:
    """Print a share or a difference of shares without its unit."""
    if pd.isna(share):
        return UNKNOWN
    return bare_percent(share).replace("-", "\N{MINUS SIGN}")


def _ends(low: pd.Series, high: pd.Series) -> pd.Series:
    return low.map(_percent) + " to " + high.map(_percent)


def _p(p: float) -> str:
    return probability(p).split("\N{NO-BREAK SPACE}", 1)[1].removeprefix("=").strip()


def _best(cells: pd.Series, values: pd.Series, choose: str) -> list[bool]:
    """Mark the cells that are printed like the best value; none where nothing is."""
    if values.isna().all() or len(cells) < 2:
        return [False] * len(cells)
    place = values.idxmax() if choose == "max" else values.idxmin()
    return (cells == cells[place]).tolist()
