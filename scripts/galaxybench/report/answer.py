"""The answer in plain words, from the numbers and no further than they reach."""

import pandas as pd

from galaxybench.comparison.significance import LEVEL
from galaxybench.comparison.summary import row_name
from galaxybench.config.runs import KINDS
from galaxybench.formats import bare_percent, percent, probability

TESTS = {
    "McNemar": "McNemar’s exact test on the same {images:,} test images",
    "randomization": "an exact randomization test on the same {images:,} test images",
    "Nadeau-Bengio": "the corrected t test of Nadeau and Bengio over the folds",
}

TIED = 1e-12
"""Means of the same numbers in another order may differ in their last bit."""


def answer(summary: pd.DataFrame, pairs: pd.DataFrame) -> dict:
    """Say which model is best on one data set and split scheme, and how sure that is.

    Args:
        summary: what `comparison.summarize` has of one (dataset, scheme).
        pairs: the rows of significance.csv of the same.

    Returns:
        "best": the first sentence; "more": what limits it, one sentence an item.
    """
    trained = summary[~summary["recipe"].isin(KINDS)]
    several = trained["recipe"].nunique() > 1
    best, others = summary.iloc[0], summary.iloc[1:]
    low, high = map(bare_percent, (best["accuracy_low"], best["accuracy_high"]))
    tied = others[best["accuracy"] - others["accuracy"] < TIED]
    ahead = _pairs_of(best, others, pairs)
    first = (
        f"{_reached(best, others, tied, ahead, several)} "
        f"{percent(best['accuracy'])} [{low}, {high}] on "
        f"{best['test_images']:,} test images{_repeats(best)}."
    )
    return {
        "best": first,
        "more": [
            *_single(best, trained, several),
            *_others(best, others, ahead, several),
            *_spread(best, others, several),
            *_baseline(best),
            *_trouble(trained),
            *_tests(best, pairs),
        ],
    }


def _pairs_of(
    best: pd.Series, others: pd.DataFrame, pairs: pd.DataFrame
) -> list[dict | None]:
    """What was tested of the best row and each of the others; None where nothing."""
    found = {}
    for pair in pairs.to_dict("records"):
        a = pair["recipe_a"], pair["model_a"]
        b = pair["recipe_b"], pair["model_b"]
        found[a, b] = found[b, a] = pair
    mine = best["recipe"], best["model"]
    keys = zip(others["recipe"], others["model"], strict=True)
    return [found.get((mine, key)) for key in keys]


def _reached(
    best: pd.Series,
    others: pd.DataFrame,
    tied: pd.DataFrame,
    ahead: list[dict | None],
    several: bool,
) -> str:
    if others.empty:
        return f"{row_name(best, several)} reaches a test accuracy of"
    if all(pair and pair["p_holm"] < LEVEL for pair in ahead):
        return f"{row_name(best, several)} is best, with a test accuracy of"
    if tied.empty:
        return f"{row_name(best, several)} has the highest test accuracy:"
    *first, last = [row_name(best, several), *_names(tied, several)]
    return f"{', '.join(first)} and {last} share the highest test accuracy:"


def _single(best: pd.Series, trained: pd.DataFrame, several: bool) -> list[str]:
    """Name the best model too, where something made of models is ahead of it."""
    if best["recipe"] not in KINDS or trained.empty:
        return []
    first = trained.iloc[0]
    low, high = map(bare_percent, (first["accuracy_low"], first["accuracy_high"]))
    return [
        f"Of the models trained here, {row_name(first, several)} has the highest: "
        f"{percent(first['accuracy'])} [{low}, {high}]{_repeats(first)}."
    ]


def _repeats(best: pd.Series) -> str:
    if best["runs"] == 1:
        return ""
    seeds, folds = best["seeds"], best["splits"]
    kinds = [f"{seeds} seeds"] if seeds > 1 else []
    kinds += [f"{folds} folds"] if folds > 1 else []
    least, most = map(bare_percent, (best["accuracy_min"], best["accuracy_max"]))
    return f", the mean over {' × '.join(kinds)} (from {least} to {most})"


def _others(
    best: pd.Series, others: pd.DataFrame, ahead: list[dict | None], several: bool
) -> list[str]:
    if others.empty:
        return ["Nothing is compared: it is the only model of this experiment."]
    rows = [row for _, row in others.iterrows()]
    even, worse, untested = [], [], []
    for row, pair in zip(rows, ahead, strict=True):
        if pair is None:
            untested.append(row_name(row, several))
        elif pair["p_holm"] >= LEVEL:
            even.append((row, pair))
        else:
            worse.append((row, pair))
    sentences = []
    if even:
        listed = ", ".join(
            f"{row_name(row, several)} ({percent(row['accuracy'])}, "
            f"{probability(pair['p_holm'])})"
            for row, pair in even
        )
        # Who shares the highest accuracy is no "it".
        tied = best["accuracy"] - rows[0]["accuracy"] < TIED
        it = row_name(best, several) if tied else "it"
        rest = f"; {_worse(worse, untested, several)}" if worse else ""
        sentences.append(f"{listed} cannot be told from {it}{rest}.")
        sentences += _too_small(best, even, it, several)
    elif worse:
        largest = max(pair["p_holm"] for _, pair in worse)
        less = " or less" if len(worse) > 1 and largest >= 0.001 else ""
        who = _worse(worse, untested, several).replace("the others", "All others", 1)
        sentences.append(f"{who} ({probability(largest)}{less}).")
    if untested:
        sentences.append(
            f"Not tested against it, for lack of the same test images: "
            f"{', '.join(untested)}."
        )
    return sentences


def _worse(
    worse: list[tuple[pd.Series, dict]], untested: list[str], several: bool
) -> str:
    who = "the others are"
    if untested or len(worse) == 1:
        *most, last = [row_name(row, several) for row, _ in worse]
        who = f"{', '.join(most)} and {last} are" if most else f"{last} is"
    return f"{who} worse at the 5\N{NO-BREAK SPACE}% level"


def _too_small(
    best: pd.Series, even: list[tuple[pd.Series, dict]], it: str, several: bool
) -> list[str]:
    """Say with how many test images the difference to the next one would show."""
    for other, pair in even:
        needed = pair["images_needed"]
        if pd.isna(needed) or needed <= best["test_images"]:
            continue
        # Two digits are as much as such a number is good for.
        digits = max(0, len(str(int(needed))) - 2)
        rounded = -(-int(needed) // 10**digits) * 10**digits
        return [
            f"The test set is too small to tell {row_name(other, several)} from {it}: "
            f"if the difference is what it seems, some {rounded:,} test images would "
            f"show it; there are {best['test_images']:,}."
        ]
    return []


def _tests(best: pd.Series, pairs: pd.DataFrame) -> list[str]:
    """Name the tests behind the words."""
    if pairs.empty:
        return []
    tests = [
        TESTS[test].format(images=best["test_images"])
        for test in sorted(set(pairs["test"]))
    ]
    adjusted = ", adjusted for all pairs (Holm)" if len(pairs) > 1 else ""
    return [f"p values are of {' and '.join(tests)}{adjusted}."]


def _spread(best: pd.Series, others: pd.DataFrame, several: bool) -> list[str]:
    """Say what the intervals leave out: another seed gives another accuracy."""
    if others.empty:
        return []
    if best["recipe"] in KINDS:
        return [
            "The intervals hold no spread over seeds, and "
            f"{row_name(best, several)} is one set of predictions: with other seeds "
            "the order may change."
        ]
    if best["splits"] > 1:
        spread = "folds and seeds" if best["seeds"] > 1 else "folds"
        return [
            f"The intervals hold no spread over {spread}; the test, which compares "
            "fold by fold, does."
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
    return [row_name(row, several) for _, row in rows.iterrows()]


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
    they = "it should" if troubled == 1 else "they should"
    count = "it counts" if troubled == 1 else "they count"
    return [
        f"{troubled} of {runs} runs did not train as {they} (see “Runs in trouble”); "
        f"{count} in the means."
    ]
