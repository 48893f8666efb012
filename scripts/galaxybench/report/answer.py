"""The answer in words: which model is best, and how sure that is."""

from collections.abc import Sequence

import pandas as pd

from galaxybench.comparison.summary import has_trained, row_name
from galaxybench.config.runs import ENSEMBLE, EXTERNAL, KINDS
from galaxybench.formats import percent
from galaxybench.report import margin_words, trouble, verdict
from galaxybench.report.pair_matrix import both_ways


def answer(
    summary: pd.DataFrame, pairs: pd.DataFrame, missing: Sequence[dict] = ()
) -> dict:
    """Say which model is best on one data set and split scheme, and how sure that is.

    Args:
        summary: the rows of `summarize` of one (dataset, scheme): best first, and what
            did not train last.
        pairs: the rows of significance.csv of the same data set and split scheme.
        missing: the names of the rows that failed there.

    Returns:
        "best": the first sentence; "more": a list of sentences that qualify it.
    """
    every = _tested_against_the_best(summary, pairs)
    failed = sum(row["recipe"] not in KINDS for row in missing)
    begin = _succeeded(every[~every["recipe"].isin(KINDS)], failed)
    lost = [*trouble.left_out(every), trouble.counted(every)]
    # A model that did not train is never the answer, nor compared with it.
    rows = every[has_trained(every)]
    if rows.empty:
        none = trouble.no_winner(every)
        none = begin + none if begin else none[0].upper() + none[1:]
        return {"best": none, "more": [*filter(None, lost)]}
    trained = rows[~rows["recipe"].isin(KINDS)]
    best, others = rows.iloc[0], rows.iloc[1:]
    alone = others.empty and len(every) > 1
    more = [
        _best_model(best, trained, rows),
        verdict.chosen(best, rows),
        *([trouble.alone(best)] if alone else verdict.others(best, others, missing)),
        *margin_words.sentences(best, others),
        verdict.set_of_best(rows),
        verdict.scope(best, others),
        _baseline(best),
        trouble.still_improving(rows),
        *lost,
        "" if others.empty else verdict.tests(best, pairs),
    ]
    return {
        "best": verdict.headline(best, others, begin),
        "more": [*filter(None, more)],
    }


def _tested_against_the_best(
    summary: pd.DataFrame, pairs: pd.DataFrame
) -> pd.DataFrame:
    """Add the columns name, p, NEEDED and TESTED, missing if not tested."""
    several = summary.loc[~summary["recipe"].isin(KINDS), "recipe"].nunique() > 1
    keys = list(zip(summary["recipe"], summary["model"], strict=True))
    tests = both_ways(pairs)
    found = [tests.get((keys[0], key), {}) for key in keys]
    return summary.assign(
        name=[row_name(row, several) for _, row in summary.iterrows()],
        p=[test.get("p_adjusted", float("nan")) for test in found],
        **{
            key: [test.get(key) for test in found]
            for key in (*verdict.NEEDED, *margin_words.TESTED)
        },
    )


def _succeeded(trained: pd.DataFrame, failed: int) -> str:
    """Begin the first sentence, where runs failed, with what it is about."""
    runs = int(trained["runs"].sum())
    if not failed:
        return ""
    return f"Among the {runs} of {runs + failed} runs that succeeded, "


def _best_model(best: pd.Series, trained: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Name the best model too, where an ensemble or an outside prediction leads.

    Without trained models, the outside predictions count.
    """
    others, made = trained, "models trained here"
    if trained.empty and best["recipe"] == ENSEMBLE:
        others, made = rows[rows["recipe"] == EXTERNAL], "predictions made elsewhere"
    if best["recipe"] not in KINDS or others.empty:
        return ""
    first = others.iloc[0]
    return (
        f"Of the {made}, {first['name']} has the highest accuracy: "
        f"{verdict.accuracy(first)}{verdict.repeats(first)}."
    )


def _baseline(best: pd.Series) -> str:
    baseline = percent(best["majority_baseline"])
    if best["accuracy_low"] <= best["majority_baseline"]:
        return (
            "No model is clearly better than always predicting the most common class, "
            f"which would reach {baseline}."
        )
    return f"Always predicting the most common class would reach {baseline}."
