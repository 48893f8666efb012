import pandas as pd
import pytest

from galaxybench.comparison.data_amount import amounts, enough, is_true
from galaxybench.comparison.paired_amounts import COLUMNS
from galaxybench.comparison.summary import CALIBRATION

PARTS = {"quarter": 0.25, "half": 0.5, "whole": 1.0}
SPLITS = [
    (
        {"dataset": "galaxies", "split": f"{scheme}-fold{fold}", "scheme": scheme},
        {
            "options": {"method": "kfold", "fold": fold, "train_fraction": fraction},
            "images": {"train": 1000 * fraction + fold},
        },
    )
    for scheme, fraction in PARTS.items()
    for fold in (0, 2)
]


def table(accuracies, model="lenet5", recipe="baseline"):
    """Two folds of 500 test images for each part, the same accuracy in both."""
    return pd.DataFrame(
        {
            "dataset": "galaxies",
            "split": f"{scheme}-fold{fold}",
            "scheme": scheme,
            "recipe": recipe,
            "model": model,
            "seed": 0,
            "status": "ok",
            "test_images": 500,
            "accuracy": accuracy,
            "majority_baseline": 0.2,
            "balanced_accuracy": accuracy,
            "macro_f1": accuracy,
            **dict.fromkeys(CALIBRATION, 1.0),
            "parameters": 1,
            "train_seconds": 1.0,
        }
        for scheme, accuracy in zip(PARTS, accuracies, strict=True)
        for fold in (0, 2)
    )


def paired(as_good=(False, False), model="lenet5", recipe="baseline"):
    """data_amounts.csv: whether a quarter and half are as good as the whole."""
    known = {"dataset": "galaxies", "full": "whole", "recipe": recipe, "model": model}
    known |= {"margin": 0.01, "same_images": True, "difference": -0.02}
    return pd.DataFrame(
        [
            known | {"scheme": scheme, "as_good": good}
            for scheme, good in zip(("quarter", "half"), as_good, strict=True)
        ],
        columns=COLUMNS,
    )


def rows(*as_good):
    (found,) = amounts(table((0.8, 0.85, 0.9)), SPLITS, paired(as_good)).values()
    return found


def test_schemes_are_gathered_fewest_images_first():
    vote = table((0.9, 0.9, 0.9), "vote", "ensemble")
    every = pd.concat([table((0.7, 0.8, 0.9)), vote])
    ((key, found),) = amounts(every, SPLITS, paired()).items()
    assert key == ("galaxies", "whole")
    assert found["scheme"].tolist() == list(PARTS)
    assert found["train_images"].tolist() == [251, 501, 1001]
    assert found["accuracy"].tolist() == pytest.approx([0.7, 0.8, 0.9])
    assert found["test_images"].tolist() == [1000] * 3
    assert found["difference"].tolist()[:2] == [-0.02] * 2
    assert found.iloc[2][["margin", "difference", "as_good"]].isna().all()


def test_a_model_whose_runs_with_all_images_failed_has_no_amount_that_is_enough():
    partial = table((0.7, 0.9, 0.9), "dense")
    partial = partial[partial["scheme"] != "whole"]
    both = pd.concat([table((0.7, 0.8, 0.9)), partial])
    (found,) = amounts(both, SPLITS, paired()).values()
    assert set(found["model"]) == {"lenet5"} and len(found) == 3


def test_one_size_is_no_study_of_amounts():
    one = [split for split in SPLITS if split[0]["scheme"] == "half"]
    assert amounts(table((0.7, 0.8, 0.9)), one, paired()) == {}


def test_the_fewest_images_that_are_enough_are_as_good_as_all():
    assert enough(rows(False, True))["scheme"] == "half"
    assert enough(rows(True, True))["scheme"] == "quarter"
    assert enough(rows(False, False))["scheme"] == "whole"


def test_a_lucky_small_part_below_one_that_is_not_enough_does_not_count():
    assert enough(rows(True, False))["scheme"] == "whole"


def test_what_was_not_compared_is_not_enough():
    (found,) = amounts(table((0.9, 0.9, 0.9)), SPLITS, paired().iloc[:0]).values()
    assert enough(found)["scheme"] == "whole"


@pytest.mark.parametrize("cell", [False, None, float("nan"), "False"])
def test_only_true_is_true(cell):
    assert is_true(True) and not is_true(cell)


def test_without_trainings_there_are_no_amounts():
    found = table((0.7, 0.8, 0.9), recipe="external")
    assert amounts(found, SPLITS, paired().iloc[:0]) == {}
