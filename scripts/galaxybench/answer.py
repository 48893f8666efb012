"""The answer in plain words, from the numbers and no further than they reach."""

import pandas as pd

from galaxybench.entries import KINDS
from galaxybench.formats import percent

CAUTION = (
    "This first version has intervals only and no paired test: differences smaller "
    "than the intervals are not decided here."
)


def name(row: pd.Series, several_recipes: bool) -> str:
    """Name a row of the summary: the model, and the recipe where there are several.

    What no recipe trained is named by its kind: "ensemble three_best".
    """
    if row["recipe"] in KINDS:
        return f"{row['recipe']} {row['model']}"
    return f"{row['model']} with {row['recipe']}" if several_recipes else row["model"]


def answer(summary: pd.DataFrame) -> dict:
    """Say which model is best on one data set and split scheme, and how sure that is.

    Args:
        summary: what `comparison.summarize` has of one (dataset, scheme).

    Returns:
        "best": the first sentence; "more": what limits it, one sentence an item.
    """
    trained = summary[~summary["recipe"].isin(KINDS)]
    several = trained["recipe"].nunique() > 1
    best, others = summary.iloc[0], summary.iloc[1:]
    low, high = 100 * best["accuracy_low"], 100 * best["accuracy_high"]
    # Means of the same numbers in another order may differ in their last bit.
    tied = others[best["accuracy"] - others["accuracy"] < 1e-12]
    first = (
        f"{_reached(best, others, tied, several)} "
        f"{percent(best['accuracy'])} [{low:.1f}, {high:.1f}] on "
        f"{best['test_images']:,} test images{_repeats(best)}."
    )
    return {
        "best": first,
        "more": [
            *_single(best, trained, several),
            *_others(best, others, several),
            *_spread(best, others, several),
            *_baseline(best),
            *_trouble(trained),
            CAUTION,
        ],
    }


def _reached(
    best: pd.Series, others: pd.DataFrame, tied: pd.DataFrame, several: bool
) -> str:
    if others.empty:
        return f"{name(best, several)} reaches a test accuracy of"
    if tied.empty:
        return f"{name(best, several)} has the highest test accuracy:"
    *first, last = [name(best, several), *_names(tied, several)]
    return f"{', '.join(first)} and {last} share the highest test accuracy:"


def _single(best: pd.Series, trained: pd.DataFrame, several: bool) -> list[str]:
    """Name the best model too, where something made of models is ahead of it."""
    if best["recipe"] not in KINDS or trained.empty:
        return []
    first = trained.iloc[0]
    low, high = 100 * first["accuracy_low"], 100 * first["accuracy_high"]
    return [
        f"Of the models trained here, {name(first, several)} has the highest: "
        f"{percent(first['accuracy'])} [{low:.1f}, {high:.1f}]{_repeats(first)}."
    ]


def _repeats(best: pd.Series) -> str:
    if best["runs"] == 1:
        return ""
    seeds, folds = best["seeds"], best["splits"]
    kinds = [f"{seeds} seeds"] if seeds > 1 else []
    kinds += [f"{folds} folds"] if folds > 1 else []
    least, most = 100 * best["accuracy_min"], 100 * best["accuracy_max"]
    return f", the mean over {' × '.join(kinds)} (from {least:.1f} to {most:.1f})"


def _others(best: pd.Series, others: pd.DataFrame, several: bool) -> list[str]:
    if others.empty:
        return ["Nothing is compared: it is the only model of this experiment."]
    close = others[others["accuracy_high"] >= best["accuracy_low"]]
    if close.empty:
        return ["The intervals of all others lie below its interval."]
    listed = ", ".join(
        f"{name(row, several)} ({percent(row['accuracy'])})"
        for _, row in close.iterrows()
    )
    end = "" if len(close) == len(others) else " The intervals of the others lie below."
    overlap = "overlaps" if len(close) == 1 else "overlap"
    return [
        f"The interval{'s' * (len(close) > 1)} of {listed} {overlap} with it: the "
        f"intervals alone do not decide between them.{end}"
    ]


def _spread(best: pd.Series, others: pd.DataFrame, several: bool) -> list[str]:
    """Say what the intervals leave out: another seed gives another accuracy."""
    if others.empty:
        return []
    if best["recipe"] in KINDS:
        return [
            "The intervals hold no spread over seeds, and "
            f"{name(best, several)} is one set of predictions: with other seeds the "
            "order may change."
        ]
    if best["seeds"] == 1:
        return [
            "The intervals hold no spread over seeds. With one seed: another seed may "
            "change the order."
        ]
    close = others[others["accuracy_max"] >= best["accuracy_min"]]
    if close.empty:
        return [
            "The intervals hold no spread over seeds; the lowest of its runs is above "
            "the highest of all others."
        ]
    names = ", ".join(_names(close, several))
    return [
        f"The intervals hold no spread over seeds: the range of the runs of {names} "
        f"overlaps with its own, so another seed may change the order."
    ]


def _names(rows: pd.DataFrame, several: bool) -> list[str]:
    return [name(row, several) for _, row in rows.iterrows()]


def _baseline(best: pd.Series) -> list[str]:
    baseline = percent(best["majority_baseline"])
    if best["accuracy_low"] <= best["majority_baseline"]:
        return [
            f"No model is clearly better than always answering the commonest class, "
            f"which would reach {baseline}."
        ]
    return [f"Always answering the commonest class would reach {baseline}."]


def _trouble(summary: pd.DataFrame) -> list[str]:
    troubled, runs = summary["not_ok"].sum(), summary["runs"].sum()
    if not troubled:
        return []
    return [
        f"{troubled} of {runs} runs did not train as they should (see “Runs in "
        f"trouble”); they count in the means."
    ]
