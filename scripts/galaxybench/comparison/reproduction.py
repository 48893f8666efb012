"""Figures that studies reported, beside our own: the content of references.csv."""

import math
from decimal import Decimal
from pathlib import Path

import pandas as pd

from galaxybench.comparison.data_amount import amounts, enough
from galaxybench.config.measures import METRICS, SHARES
from galaxybench.config.references import recipes_of
from galaxybench.formats import UNKNOWN
from galaxybench.spreadsheets import restored

TEXT = ["dataset", "scheme", "model", "metric", "reported", "recipe", "source", "note"]
NUMBERS = ["mean", "lowest", "highest", "runs", "difference"]
COLUMNS = [*TEXT[:6], *NUMBERS, *TEXT[6:]]
MINUS = "\N{MINUS SIGN}"


def compare(
    references: list[dict[str, str]],
    table: pd.DataFrame,
    splits: list[tuple[dict, dict]],
    paired: pd.DataFrame,
) -> pd.DataFrame:
    """Put every reported figure beside the runs that repeat it.

    A figure belongs to a data set and a model; if an experiment splits the data in
    several ways, the figure is compared with each.

    Args:
        references: the experiment's rows, as returned by `references.read`.
        table: as in metrics.csv.
        splits: as for `data_amount.amounts`.
        paired: the same.

    Returns:
        One row per (figure, split scheme, recipe) with COLUMNS, figures in their order:
        mean, lowest and highest of the runs, and the mean minus the figure. A figure
        whose model was not run, or whose measure no run has, has one row without
        scheme, recipe and numbers.
    """
    table = table.assign(enough=_enough(table, splits, paired))
    rows = []
    for reference in references:
        mine = table[
            (table["dataset"] == reference["dataset"])
            & (table["model"] == reference["model"])
            & table["recipe"].isin(recipes_of(reference, table["recipe"].unique()))
        ]
        about = {key: reference.get(key, "") for key in TEXT}
        about |= {"scheme": "", "recipe": "", "reported": reference["value"]}
        column = METRICS[reference["metric"]][0]
        groups = mine.dropna(subset=column).groupby(["scheme", "recipe"], sort=False)
        rows += [
            about
            | {
                "scheme": scheme,
                "recipe": recipe,
                "mean": own.mean(),
                "lowest": own.min(),
                "highest": own.max(),
                "runs": len(own),
                "difference": own.mean() - float(reference["value"]),
            }
            for (scheme, recipe), own in groups[column]
        ] or [about | {"runs": 0}]
    return pd.DataFrame(rows, columns=COLUMNS)


def _enough(
    table: pd.DataFrame, splits: list[tuple[dict, dict]], paired: pd.DataFrame
) -> pd.Series:
    """Assign to the runs with most training images the fraction that is enough."""
    result = pd.Series(math.nan, table.index)
    for (dataset, scheme), rows in amounts(table, splits, paired).items():
        for (recipe, model), own in rows.groupby(["recipe", "model"]):
            runs = (table["dataset"] == dataset) & (table["scheme"] == scheme)
            runs &= (table["recipe"] == recipe) & (table["model"] == model)
            result[runs] = enough(own)["fraction"]
    return result


def load(path: Path) -> pd.DataFrame:
    """Read references.csv, keeping the digits of the figures as they were reported."""
    table = pd.read_csv(
        path,
        dtype=dict.fromkeys(TEXT, str),
        keep_default_na=False,  # a note may be `NA`
        na_values={column: [""] for column in NUMBERS},
    )
    return table.assign(**table[TEXT].map(restored))


def tables(compared: pd.DataFrame) -> list[dict]:
    """Arrange the result of `compare` for the page: a table per data set and scheme.

    Returns:
        {"dataset", "scheme", "recipes", "rows", "sources"} per table. A row has
        "model", "metric", "reported", "source" (its number, from 1) and "ours": per
        recipe a dict of "mean", "range", "runs" and "difference" as text, or None.
        Figures that no run repeats come last, in tables with an empty scheme.
    """
    result = []
    for (dataset, scheme), own in compared.groupby(["dataset", "scheme"], sort=False):
        recipes = [recipe for recipe in own["recipe"].unique() if recipe]
        sources = list(dict.fromkeys(map(_source, own.to_dict("records"))))
        keys = ["model", "metric", "reported", "source", "note"]
        rows = []
        for _, rest in own.groupby(keys, sort=False):
            first, *_ = records = rest.to_dict("records")
            ours = {row["recipe"]: _ours(row) for row in records}
            rows.append(
                {
                    "model": first["model"],
                    "metric": METRICS[first["metric"]][1],
                    "reported": _printed(Decimal(first["reported"]), first),
                    "source": sources.index(_source(first)) + 1,
                    "ours": [ours.get(recipe) for recipe in recipes],
                }
            )
        table = {"dataset": dataset, "scheme": scheme, "recipes": recipes}
        result.append(table | {"rows": rows, "sources": sources})
    return sorted(result, key=lambda table: table["scheme"] == "")


def printed_row(row: dict) -> dict[str, str]:
    """Print one row of references.csv: the reported figure and our runs."""
    ours = _ours(row) if row["runs"] else {}
    return {
        "reported": _printed(Decimal(row["reported"]), row),
        "ours": ours.get("mean", UNKNOWN),
        "difference": ours.get("difference", UNKNOWN),
        "lowest to highest": ours.get("range") or UNKNOWN,
        "runs": str(row["runs"]),
    }


def _source(row: dict) -> str:
    return f"{row['source']}: {row['note']}" if row["note"] else row["source"]


def _ours(row: dict) -> dict[str, str | int]:
    """Print the numbers of one (figure, recipe) with the digits of the figure."""
    lowest, highest = (_printed(row[key], row) for key in ("lowest", "highest"))
    difference = _printed(abs(row["difference"]), row, unit="points")
    sign = "+" if row["difference"] >= 0 else MINUS
    return {
        "mean": _printed(row["mean"], row),
        "range": f"{lowest} to {highest}" if row["runs"] > 1 else "",
        "runs": int(row["runs"]),
        "difference": f"{sign}{difference}",
    }


def _printed(value: float | Decimal, row: dict, unit: str = "%") -> str:
    """Print a share in percent with its unit, any other value as it is.

    It gets the digits of the reported figure, and ours, a float, at least one decimal.
    """
    share = row["metric"] in SHARES
    digits = max(0, -Decimal(row["reported"]).as_tuple().exponent - 2 * share)
    digits = digits if isinstance(value, Decimal) else max(1, digits)
    if share:
        return f"{100 * value:.{digits}f}\N{NO-BREAK SPACE}{unit}"
    return f"{value:.{digits}f}"
