"""The answer in words: which model is best, and how sure that is."""

from collections.abc import Sequence

import pandas as pd

from galaxybench.comparison.scatter import LEVEL
from galaxybench.comparison.summary import has_trained, row_name
from galaxybench.config.runs import KINDS
from galaxybench.formats import bare_percent, listed, p_value, percent
from galaxybench.report import trouble
from galaxybench.report.pair_matrix import both_ways

TESTS = {
    "McNemar": "McNemar’s exact test on the same {images:,} test images",
    "randomization": "an exact randomization test on the same {images:,} test images",
    "Nadeau-Bengio": "the corrected t test of Nadeau and Bengio over the folds",
}

TIED = 1e-12
"""Means of the same numbers in another order may differ in their last bit."""


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
        _best_model(best, trained),
        *([trouble.alone(best)] if alone else _others(best, others, missing)),
        _spread(best, others),
        _baseline(best),
        trouble.still_improving(rows),
        *lost,
        "" if others.empty else _tests(best, pairs),
    ]
    return {"best": begin + _headline(best, others), "more": [*filter(None, more)]}


def _tested_against_the_best(
    summary: pd.DataFrame, pairs: pd.DataFrame
) -> pd.DataFrame:
    """Add the columns name, p and images_needed; NaN in a row that was not tested."""
    several = summary.loc[~summary["recipe"].isin(KINDS), "recipe"].nunique() > 1
    keys = list(zip(summary["recipe"], summary["model"], strict=True))
    tests = both_ways(pairs)
    found = [tests.get((keys[0], key), {}) for key in keys]
    return summary.assign(
        name=[row_name(row, several) for _, row in summary.iterrows()],
        p=[test.get("p_holm", float("nan")) for test in found],
        images_needed=[test.get("images_needed") for test in found],
    )


def _succeeded(trained: pd.DataFrame, failed: int) -> str:
    """Begin the first sentence, where runs failed, with what it is about."""
    runs = int(trained["runs"].sum())
    if not failed:
        return ""
    return f"Among the {runs} of {runs + failed} runs that succeeded, "


def _headline(best: pd.Series, others: pd.DataFrame) -> str:
    name = best["name"]
    tied = others.loc[best["accuracy"] - others["accuracy"] < TIED, "name"]
    if others.empty:
        claim = f"{name} reaches a test accuracy of"
    elif (others["p"] < LEVEL).all():
        claim = f"{name} is best, with a test accuracy of"
    elif tied.empty:
        claim = f"{name} has the highest test accuracy:"
    else:
        claim = f"{listed([name, *tied])} share the highest test accuracy:"
    images = f"{best['test_images']:,} test images"
    return f"{claim} {_accuracy(best)} on {images}{_repeats(best)}."


def _accuracy(row: pd.Series) -> str:
    low, high = map(bare_percent, (row["accuracy_low"], row["accuracy_high"]))
    return f"{percent(row['accuracy'])} [{low}, {high}]"


def _repeats(row: pd.Series) -> str:
    if row["runs"] == 1:
        return ""
    counts = ("seeds", row["seeds"]), ("folds", row["splits"])
    kinds = " × ".join(f"{count} {kind}" for kind, count in counts if count > 1)
    if row["runs"] < row["seeds"] * row["splits"]:  # some of them failed
        kinds = f"{row['runs']} runs of {kinds}"
    least, most = map(bare_percent, (row["accuracy_min"], row["accuracy_max"]))
    return f", the mean over {kinds} (from {least} to {most})"


def _best_model(best: pd.Series, trained: pd.DataFrame) -> str:
    """Name the best model too, where an ensemble or an outside prediction leads."""
    if best["recipe"] not in KINDS or trained.empty:
        return ""
    first = trained.iloc[0]
    return (
        f"Of the models trained here, {first['name']} has the highest accuracy: "
        f"{_accuracy(first)}{_repeats(first)}."
    )


def _others(
    best: pd.Series, others: pd.DataFrame, missing: Sequence[dict]
) -> list[str]:
    failed = {(row["recipe"], row["model"]) for row in missing}
    if others.empty and failed - {(best["recipe"], best["model"])}:
        return [f"There is nothing to compare {best['name']} with: the others failed."]
    if others.empty:
        return ["There is nothing to compare: this experiment has one model."]
    even, worse = others[others["p"] >= LEVEL], others[others["p"] < LEVEL]
    untested = others[others["p"].isna()]
    sentences = []
    if len(even):
        names = listed(
            f"{row['name']} ({percent(row['accuracy'])}, {p_value(row['p'])})"
            for _, row in even.iterrows()
        )
        are = "is" if len(even) == 1 else "are"
        sentences = [
            f"{names} {are} not significantly different from {best['name']}.",
            _too_small(best, even),
        ]
    if len(worse):
        who = listed(worse["name"])
        if len(worse) > 1 and untested.empty:
            who = "The others" if len(even) else "All others"
        are = "is" if len(worse) == 1 else "are"
        largest = worse["p"].max()
        less = " or less" if len(worse) > 1 and largest >= 0.001 else ""
        sentences.append(
            f"{who} {are} significantly worse at the 5\N{NO-BREAK SPACE}% level "
            f"({p_value(largest)}{less})."
        )
    if len(untested):
        sentences.append(
            f"Not tested against {best['name']}, because the test images differ: "
            f"{listed(untested['name'])}."
        )
    return sentences


def _too_small(best: pd.Series, even: pd.DataFrame) -> str:
    """Say how many test images would show the difference to the next model."""
    images = best["test_images"]
    beyond = even[even["images_needed"].astype(float) > images]
    if beyond.empty:
        return ""
    name, count = beyond["name"].iloc[0], int(beyond["images_needed"].iloc[0])
    # An estimate from one test set: more than two digits would be false precision.
    digits = max(0, len(str(count)) - 2)
    rounded = -(-count // 10**digits) * 10**digits
    return (
        f"The test set is too small to tell {name} from {best['name']}: if the "
        f"observed difference is real, it takes about {rounded:,} test images to "
        f"show it; there are {images:,}."
    )


def _spread(best: pd.Series, others: pd.DataFrame) -> str:
    """Say what the intervals leave out: a different seed gives a different accuracy."""
    left_out, name = "The intervals do not include the spread over", best["name"]
    if others.empty:
        return ""
    if best["recipe"] in KINDS:
        more = "is a single set of predictions: other seeds could change the ranking."
        return f"{left_out} seeds, and {name} {more}"
    if best["splits"] > 1:
        spread = "folds and seeds" if best["seeds"] > 1 else "folds"
        return f"{left_out} {spread}; the test, which compares fold by fold, does."
    if best["seeds"] == 1:
        return "Trained once: another random seed could change the ranking."
    close = others.loc[others["accuracy_max"] >= best["accuracy_min"], "name"]
    if close.empty:
        more = f"the lowest run of {name} is above every run of the others."
        return f"{left_out} seeds, but even {more}"
    return (
        f"{left_out} seeds: the runs of {listed(close)} overlap in accuracy with those "
        f"of {name}, so other seeds could change the ranking."
    )


def _baseline(best: pd.Series) -> str:
    baseline = percent(best["majority_baseline"])
    if best["accuracy_low"] <= best["majority_baseline"]:
        return (
            "No model is clearly better than always predicting the most common class, "
            f"which would reach {baseline}."
        )
    return f"Always predicting the most common class would reach {baseline}."


def _tests(best: pd.Series, pairs: pd.DataFrame) -> str:
    """Name the tests behind the p values."""
    if pairs.empty:
        return ""
    tests = listed(
        TESTS[test].format(images=best["test_images"])
        for test in sorted(set(pairs["test"]))
    )
    adjusted = ", adjusted for all pairs (Holm)" if len(pairs) > 1 else ""
    return f"The p values are those of {tests}{adjusted}."
