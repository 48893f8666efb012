"""Tables for papers: their cells as text, which `table_formats` prints.

Shares are in percent with one digit, losses have three digits. The best value of a
column is marked, and so is every value that prints the same. Each table is about one
data set and split scheme, `place`, which its caption names; `summary` are the rows of
`summarize` for that place, best first.
"""

from dataclasses import dataclass

import pandas as pd

from galaxybench.comparison.class_scores import class_scores, surely_best
from galaxybench.comparison.reproduction import printed_row
from galaxybench.comparison.scatter import LEVEL
from galaxybench.comparison.summary import has_trained
from galaxybench.config.measures import METRICS
from galaxybench.config.runs import KINDS
from galaxybench.evaluation.rows import Row
from galaxybench.formats import (
    UNKNOWN,
    bare_percent,
    duration,
    number,
    p_value,
    points,
)
from galaxybench.report import margin_words, trouble

ACCURACY, INTERVAL, RANGE = "accuracy, %", "95 % interval", "range of the runs"
MEASURED = {
    ACCURACY: "accuracy",
    "macro F1, %": "macro_f1",
    "balanced accuracy, %": "balanced_accuracy",
}
"""Heading in the table of models -> column of the summary."""
LOWER_IS_BETTER = {
    "log loss": ("log_loss", "{:.3f}"),
    "Brier score": ("brier", "{:.3f}"),
    "calibration error, %": ("ece", "{:.1%}"),
    "limit of a calibrated net, %": ("ece_limit", "{:.1%}"),
    "temperature": ("temperature", "{:.2f}"),
    "log loss, scaled": ("log_loss_scaled", "{:.3f}"),
    "Brier score, scaled": ("brier_scaled", "{:.3f}"),
    "calibration error, scaled, %": ("ece_scaled", "{:.1%}"),
    "limit of a calibrated net, scaled, %": ("ece_scaled_limit", "{:.1%}"),
}
"""Heading in the calibration table -> column of the summary, format."""
NO_SCORES = ("temperature", "ece_limit", "ece_scaled_limit")


@dataclass(frozen=True)
class Table:
    """A table of text.

    Attributes:
        caption: what it shows.
        cells: text; the names of the columns are their headings.
        best: column -> whether each of its cells is in bold.
        words: columns of words, aligned left; all others hold numbers.
    """

    caption: str
    cells: pd.DataFrame
    best: dict[str, list[bool]]
    words: tuple[str, ...]


def incomplete(summary: pd.DataFrame, failed: int) -> str:
    """Return the end of a caption that says how many runs are missing, or ""."""
    if not failed:
        return ""
    runs = summary.loc[~summary["recipe"].isin(KINDS), "runs"].sum() + failed
    return f" INCOMPLETE: {failed} of {runs} runs failed and are missing."


def models(summary: pd.DataFrame, place: str) -> Table:
    """Tabulate the models, best first: means over their runs."""
    cells = _named(summary)
    cells[ACCURACY] = summary["accuracy"].map(_percent)
    cells[INTERVAL] = _ends(summary["accuracy_low"], summary["accuracy_high"])
    cells[RANGE] = _ends(summary["accuracy_min"], summary["accuracy_max"])
    cells.loc[summary["runs"] == 1, RANGE] = UNKNOWN
    cells["runs"] = summary["runs"].map(str)
    for heading, column in MEASURED.items():
        cells[heading] = summary[column].map(_percent)
    doubtful, remarks = _doubtful(summary)
    cells = cells.join(doubtful)
    cells["parameters"] = summary["parameters"].map(number)
    cells["training time"] = summary["train_seconds"].map(duration)
    caption = (
        f"Test accuracy on {place} ({summary['test_images'].max():,} images), best "
        "first: means over the runs. The 95 % interval is over test images and, "
        "where a model was trained several times, seeds. The range is that of the "
        "runs, lowest to highest."
    )
    best = {
        heading: _best(cells[heading], summary[column], "max", has_trained(summary))
        for heading, column in MEASURED.items()
    }
    return Table(caption + remarks, cells, best, ("model", "recipe"))


def _doubtful(summary: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Make the columns on runs that did not train or not long enough, and a remark."""
    cells, remarks = pd.DataFrame(index=summary.index), ""
    if counted := trouble.counts(summary):
        cells["did not train"] = summary["not_ok"].map(str)
        remarks += (
            f" {counted}; all of them count in the means. Where no run of a model "
            "trained, it comes last and is never in bold."
        )
    if (has_trained(summary) & (summary["not_ok"] > 0)).any():
        for heading, column in MEASURED.items():
            without = summary[f"{column}_trained"].map(_percent)
            cells[f"{heading.removesuffix(', %')} of what trained, %"] = without
    if summary["improving"].any():
        cells["still improving"] = summary["improving"].map(str)
        remarks += (
            " Still improving: the number of runs whose validation curve was still "
            "improving when their training stopped."
        )
    return cells, remarks


def pairs(tested: pd.DataFrame, place: str) -> Table:
    """Tabulate pairs of models, rows of significance.csv, the better model first."""
    several = len({*tested["recipe_a"], *tested["recipe_b"]}) > 1
    cells = pd.DataFrame(index=tested.index)
    for side, heading in (("a", "model"), ("b", "compared with")):
        cells[heading] = tested[f"model_{side}"]
        if several:
            cells[heading] += " (" + tested[f"recipe_{side}"] + ")"
    cells["difference, points"] = tested["difference"].map(points)
    cells[INTERVAL] = _ends(tested["low"], tested["high"])
    many = len(tested) > 1
    adjusted = f", adjusted for all {len(tested)} pairs" if many else ""
    p = "p, adjusted" if many else "p"
    cells[p] = tested["p_adjusted"].map(_p)
    cells["p, equivalence"] = tested["p_equivalence"].map(_p)
    cells["verdict"] = tested["verdict"]
    tests = " and ".join(sorted(tested["test"].unique()))
    caption = (
        f"Differences in test accuracy between the models on {place}, with p values of "
        f"the {tests} test{adjusted}. Bold: significant at the 5 % level. Equivalence: "
        f"within {margin_words.printed(tested['margin'].iloc[0])}, two one-sided tests."
        if len(tested)
        else f"There are no two models to compare on {place}."
    )
    significant = (tested["p_adjusted"] < LEVEL).tolist()
    words = ("model", "compared with", "verdict")
    return Table(caption, cells, {p: significant}, words)


def classes(rows: list[Row], summary: pd.DataFrame, place: str) -> Table:
    """Tabulate precision, recall and F1 of every class, model by model."""
    scores = class_scores(rows)
    names = summary[["recipe", "model"]].assign(trained=has_trained(summary))
    found = pd.DataFrame(
        {"recipe": recipe, "model": model, "trained": trained, **row}
        for recipe, model, trained in names.itertuples(index=False)
        for row in scores.get((recipe, model), [])
    )
    cells = _named(found)
    cells["class"] = found["class"]
    shares = {"precision, %": "precision", "recall, %": "recall", "F1, %": "f1"}
    for heading, column in shares.items():
        cells[heading] = found[column].map(_percent)
    cells["images"] = found["images"].map("{:,}".format)
    best = surely_best(found) & found["trained"]
    caption = (
        f"Scores of every class on the test images of {place}, over all seeds and "
        "folds; every image is counted once. Bold: an F1 above that of every other "
        "model, significant at the 5 % level after adjustment for all classes (Holm)."
    )
    return Table(caption, cells, {"F1, %": best.tolist()}, ("model", "recipe", "class"))


def calibration(summary: pd.DataFrame, place: str) -> Table:
    """Tabulate how well the probabilities are calibrated."""
    known = summary[summary["brier"].notna()]
    cells, best = _named(known), {}
    for heading, (column, form) in LOWER_IS_BETTER.items():
        cells[heading] = [
            UNKNOWN if pd.isna(value) else form.format(value).removesuffix("%")
            for value in known[column]
        ]
        if column not in NO_SCORES:
            best[heading] = _best(
                cells[heading], known[column], "min", has_trained(known)
            )
            limit = known.get(f"{column}_limit")
            if limit is not None and (known[column] <= limit)[best[heading]].any():
                best[heading] = [False] * len(known)
    caption = (
        f"Calibration on the test images of {place}, means over the runs; lower is "
        "better. A perfectly calibrated net with these probabilities would show a "
        "calibration error up to the limit in 95 % of such test sets: where the lowest "
        "error is below its limit, none is in bold, since it may be chance. Scaled: "
        "with a temperature that was fitted to the validation images."
    )
    return Table(caption, cells, best, ("model", "recipe"))


def reported(compared: pd.DataFrame) -> Table:
    """Tabulate what studies reported, from `reproduction.load`, beside our runs."""
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
        "Reported figures beside those of our runs: the mean, its difference from the "
        f"reported figure, the lowest and the highest run. Reported by: {sources}."
    )
    words = ("data set", "model", "measure", "split", "recipe")
    return Table(caption, pd.DataFrame(rows), {}, words)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the first columns of a table: the model, and the recipe if they differ."""
    return rows[["model", "recipe"] if rows["recipe"].nunique() > 1 else ["model"]]


def _percent(share: float) -> str:
    """Print a share or a difference of shares in percent, without the unit."""
    if pd.isna(share):
        return UNKNOWN
    return bare_percent(share).replace("-", "\N{MINUS SIGN}")


def _ends(low: pd.Series, high: pd.Series) -> pd.Series:
    return low.map(_percent) + " to " + high.map(_percent)


def _p(p: float) -> str:
    return p_value(p).split("\N{NO-BREAK SPACE}", 1)[1].removeprefix("=").strip()


def _best(
    cells: pd.Series, values: pd.Series, choose: str, among: pd.Series
) -> list[bool]:
    """Mark the cells that are printed like the best value; none without a choice.

    `among` says which rows may be marked: those of which a run trained.
    """
    values = values.where(among)
    if values.isna().all() or len(cells) < 2:
        return [False] * len(cells)
    place = values.idxmax() if choose == "max" else values.idxmin()
    return ((cells == cells[place]) & among).tolist()
