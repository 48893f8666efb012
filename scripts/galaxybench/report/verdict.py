"""How sure it is which model is best, in words.

A claim is of one of two kinds. Several trainings of a model speak of its architecture
with this recipe: intervals and tests hold for other seeds and other test images. One
training speaks of its weights alone. `best` is the first row of `rows`, `others` are
the rest: rows of `summarize` with the columns name, p and NEEDED.
"""

from collections.abc import Sequence

import pandas as pd

from galaxybench.comparison.power import TYPICAL_SPREAD
from galaxybench.comparison.scatter import LEVEL
from galaxybench.config.runs import KINDS
from galaxybench.formats import bare_percent, listed, p_value, percent
from galaxybench.report.margin_words import as_good

NEEDED = ("images_needed", "seeds_needed")
TESTS = {
    "crossed t": "a t test over test images and seeds at once",
    "paired t": "a paired t test on the same {images:,} test images",
    "Nadeau-Bengio": "the corrected t test of Nadeau and Bengio over the folds",
}
TIED = 1e-12
"""Means of the same numbers in another order may differ in their last bit."""
NAMED = 8
"""Models of the set of best that are named."""


def headline(best: pd.Series, others: pd.DataFrame, begin: str) -> str:
    """Name the best model, after the beginning of the sentence, which may be empty."""
    name = best["name"]
    tied = others.loc[best["accuracy"] - others["accuracy"] < TIED, "name"]
    if others.empty:
        claim = f"{name} reaches a test accuracy of"
    elif (others["p"] < LEVEL).all():
        claim = f"{_of_one(best, begin)}{name} is best, with a test accuracy of"
    elif tied.empty:
        claim = f"{_of_one(best, begin)}{name} has the highest test accuracy:"
    else:
        claim = f"{listed([name, *tied])} share the highest test accuracy:"
    images = f"{best['test_images']:,} test images"
    return f"{begin}{claim} {accuracy(best)} on {images}{repeats(best)}."


def accuracy(row: pd.Series) -> str:
    """Return the accuracy of a row with its interval."""
    low, high = map(bare_percent, (row["accuracy_low"], row["accuracy_high"]))
    return f"{percent(row['accuracy'])} [{low}, {high}]"


def repeats(row: pd.Series) -> str:
    """Say over how many runs an accuracy is the mean; "" for one."""
    if row["runs"] == 1:
        return ""
    counts = ("seeds", row["seeds"]), ("folds", row["splits"])
    kinds = " × ".join(f"{count} {kind}" for kind, count in counts if count > 1)
    if row["runs"] < row["seeds"] * row["splits"]:  # some of them failed
        kinds = f"{row['runs']} runs of {kinds}"
    least, most = map(bare_percent, (row["accuracy_min"], row["accuracy_max"]))
    range_ = f"from {least} to {most}" if least != most else f"all {least}"
    return f", the mean over {kinds} ({range_})"


def others(best: pd.Series, others: pd.DataFrame, missing: Sequence[dict]) -> list[str]:
    """Compare the others with the best; `missing` are the names of failed rows."""
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
            *(_needed(best, row) for _, row in even[~as_good(even)].head(1).iterrows()),
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


def chosen(best: pd.Series, rows: pd.DataFrame) -> str:
    """Correct the accuracy of the best model for having been chosen as the best."""
    if pd.isna(best.get("corrected")):
        return ""
    low, high = (bare_percent(best[f"corrected_{end}"]) for end in ("low", "high"))
    ranked = rows[rows["rank_low"].notna()]
    number = len(ranked)
    if number > 1 and best["corrected"] < ranked["accuracy"].iloc[1]:
        return (
            f"{best['name']} was chosen as the best of {number} on these test images, "
            "so its accuracy is probably too high. The race is too close to say by how "
            f"much: with 95\N{NO-BREAK SPACE}% confidence it is between {low} and "
            f"{high}\N{NO-BREAK SPACE}%."
        )
    after = f"{percent(best['corrected'])} [{low}, {high}]"
    if percent(best["corrected"]) == percent(best["accuracy"]):
        return (
            f"{best['name']} was chosen as the best of {number} on these test images; "
            f"corrected for that, its accuracy is {after}."
        )
    return (
        f"Because {best['name']} was chosen as the best of {number} on these test "
        f"images, its accuracy is probably too high; corrected for that: {after}."
    )


def set_of_best(rows: pd.DataFrame) -> str:
    """Name the models of which each may be the best, if there are several."""
    may = rows[rows["rank_low"] == rows["rank_low"].min()]
    if len(may) < 2 or len(rows) < 3:  # of two, the test has said it
        return ""
    names = listed(may["name"]) if len(may) <= NAMED else f"{len(may)} of them"
    sentence = f"With 95\N{NO-BREAK SPACE}% confidence, the best is among {names}"
    first = rows.iloc[0]
    if pd.isna(first["leads"]):
        return f"{sentence}."
    drawn = "test images" if (rows["seeds"] == 1).all() else "test images and seeds"
    share = percent(first["leads"])
    return (
        f"{sentence}: {first['name']} leads in {share} of resampled {drawn}, which is "
        "not the probability that it is the best."
    )


def scope(best: pd.Series, others: pd.DataFrame) -> str:
    """Say what the claims are about: weights, an architecture, or a data set."""
    if others.empty:
        return ""
    every = pd.concat([best.to_frame().T, others])
    outside = every["recipe"].isin(KINDS) & (every["seeds"] == 1)
    if outside.all():
        return (
            "Each row is a single set of predictions. This compares these predictions, "
            "not the methods that made them."
        )
    if best["recipe"] in KINDS and best["seeds"] == 1:
        return (
            f"{best['name']} is a single set of predictions: what is said of it holds "
            "for these predictions alone."
        )
    if best["splits"] > 1:
        return (
            "Over folds, the test assumes how strongly the choice of training images "
            "moves the differences; models on other data may differ otherwise."
        )
    if best["seeds"] == 1:
        return (
            "Each model was trained once. This compares these weights, not the "
            "architectures: another seed could change the ranking. Train every model "
            "with several seeds to compare architectures."
        )
    text = (
        "Intervals and tests hold for other seeds and other test images of the same "
        "kind."
    )
    single = others.loc[others["recipe"].isin(KINDS) & (others["seeds"] == 1), "name"]
    if single.empty:
        return text
    one, it = ("is a single set", "it")
    if len(single) > 1:
        one, it = ("are single sets", "them")
    return (
        f"{text} {listed(single)} {one} of predictions: what is said of {it} holds for "
        "these predictions alone."
    )


def tests(best: pd.Series, pairs: pd.DataFrame) -> str:
    """Name the tests behind the p values."""
    if pairs.empty:
        return ""
    names = listed(
        TESTS[test].format(images=best["test_images"])
        for test in sorted(set(pairs["test"]))
    )
    adjusted = ", adjusted for all pairs" if len(pairs) > 1 else ""
    return f"The p values are those of {names}{adjusted}."


def _of_one(best: pd.Series, begin: str) -> str:
    """Begin a claim about the weights of one training; "" for any other."""
    single = best["seeds"] == 1 and best["splits"] == 1
    if not single or best["recipe"] in KINDS:
        return ""
    return f"{'of' if begin else 'Of'} one training each, that of "


def _needed(best: pd.Series, other: pd.Series) -> str:
    """Say how many test images or seeds would show the difference."""
    images, seeds = (None if pd.isna(other[key]) else other[key] for key in NEEDED)
    present, ways = best["test_images"], []
    if images and images > present:
        ways.append(f"{_rounded(images)} test images instead of {present:,}")
    single = best["recipe"] in KINDS and best["seeds"] == 1
    if single or best["splits"] > 1 or not seeds:
        pass
    elif best["seeds"] > 1 and seeds > best["seeds"]:
        ways.append(f"{_rounded(seeds)} seeds instead of {best['seeds']}")
    elif best["seeds"] == 1 and ways:
        spread = f"if they scatter by {100 * TYPICAL_SPREAD:.1f} points"
        ways.append(f"{_rounded(seeds)} seeds of each {spread}")
    if ways:
        return (
            f"To tell {other['name']} from {best['name']} in 80\N{NO-BREAK SPACE}% of "
            "cases, if the observed difference is real, it takes about "
            f"{', or '.join(ways)}."
        )
    tied = best["accuracy"] - other["accuracy"] < TIED
    if tied or images or seeds or best["splits"] > 1:
        return ""
    return (
        f"The observed difference between {best['name']} and {other['name']} is too "
        "small for more test images alone, or more seeds alone, to show it."
    )


def _rounded(count: float) -> str:
    # An estimate from one test set: more than two digits would be false precision.
    digits = max(0, len(str(int(count))) - 2)
    return f"{-(-int(count) // 10**digits) * 10**digits:,}"
