"""Models with fewer training images against the same with all, on the same images."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from galaxybench.comparison.paired_amounts import paired_amounts
from galaxybench.comparison.significance import gather
from galaxybench.evaluation.rows import Place
from tests.helpers.made_rows import made_row

IMAGES = 1000
FRACTIONS = {"whole": 1.0, "half": 0.5, "quarter": 0.25}


def answers(wrong, first=0, start=0):
    """Answers to the test images, of which `wrong` from `first` on are wrong."""
    rows = np.arange(IMAGES)
    predicted = ((rows < first) | (rows >= first + wrong)).astype(int)
    return pd.DataFrame(
        {"source_index": rows + start, "label": 1, "predicted": predicted}
    )


def compared(wrong, margin=0.01, start=None, folds=(), recipe="quick"):
    """Compare schemes with that many wrong answers, per fold where there are folds."""
    rows, options, sizes = [], {}, {}
    for scheme, own in wrong.items():
        place = Place("galaxies", scheme)
        options[place] = {"method": "holdout", "train_fraction": FRACTIONS[scheme]}
        names = [f"{scheme}-fold{fold}" for fold in folds] or [scheme]
        for split, each in zip(names, own if folds else [own], strict=True):
            made = answers(each, start=(start or {}).get(scheme, 0))
            rows.append(made_row("lenet5", 0, split, recipe, predictions=made))
            sizes["galaxies", split] = (4000, IMAGES)
    groups = dict.fromkeys(sizes, np.arange(IMAGES))
    table = paired_amounts(gather(rows), groups, sizes, options, margin)
    return table.set_index("scheme")


def test_the_difference_is_paired():
    """The same 100 images are wrong: what remains is one image in 1,000."""
    table = compared({"whole": 100, "half": 101})
    row = table.loc["half"]
    assert row["difference"] == -0.001 and row["as_good"] and row["same_images"]
    assert (row["full"], row["model"], row["margin"]) == ("whole", "lenet5", 0.01)
    assert row["high_90"] - row["low_90"] < 0.007  # unpaired, 0.044
    half = stats.norm.isf(0.05) * np.sqrt(3) / IMAGES
    assert row["low_90"] == pytest.approx(-0.001 - half, rel=0.02)


def test_p_and_interval_and_verdict_agree():
    for wrong in range(100, 125):
        row = compared({"whole": 100, "half": wrong}).loc["half"]
        assert (row["p"] < 0.05) == (row["low_90"] > -0.01) == row["as_good"]
    assert not row["as_good"]


def test_more_accurate_is_as_good():
    assert compared({"whole": 100, "half": 60}).loc["half", "as_good"]


def test_below_a_number_that_is_not_as_good_none_is():
    table = compared({"quarter": 100, "half": 140, "whole": 100})
    assert table["as_good"].tolist() == [False, False]
    assert table.index.tolist() == ["half", "quarter"]
    assert table.loc["quarter", "p"] < 0.05


def test_other_test_images_are_not_paired():
    table = compared({"whole": 100, "half": 100}, start={"half": 7})
    row = table.loc["half"]
    assert not row["same_images"] and pd.isna(row["as_good"])
    assert pd.isna(row["difference"])


def test_folds_are_compared_fold_by_fold():
    wrong = {"whole": (100, 110, 90), "half": (102, 110, 91)}
    row = compared(wrong, margin=0.02, folds=range(3)).loc["half"]
    assert row["difference"] == pytest.approx(-0.001) and row["as_good"]
    assert not compared(wrong, margin=0.001, folds=range(3)).loc["half", "as_good"]


def test_ensembles_and_one_amount_have_none():
    assert compared({"whole": 100, "half": 100}, recipe="ensemble").empty
    assert compared({"whole": 100}).empty
