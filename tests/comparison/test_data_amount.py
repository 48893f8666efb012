import pandas as pd
import pytest

from galaxybench.comparison.data_amount import amounts, enough
from galaxybench.comparison.summary import CALIBRATION
from galaxybench.evaluation.intervals import wilson

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


def rows(*accuracies):
    (found,) = amounts(table(accuracies), SPLITS).values()
    return found


def test_schemes_are_gathered_fewest_images_first():
    vote = table((0.9, 0.9, 0.9), "vote", "ensemble")
    every = pd.concat([table((0.7, 0.8, 0.9)), vote])
    ((key, found),) = amounts(every, SPLITS).items()
    assert key == ("galaxies", "whole")
    assert found["scheme"].tolist() == list(PARTS)
    assert found["train_images"].tolist() == [251, 501, 1001]
    assert found["accuracy"].tolist() == pytest.approx([0.7, 0.8, 0.9])
    assert found["test_images"].tolist() == [1000] * 3


def test_a_model_whose_runs_with_all_images_failed_has_no_amount_that_is_enough():
    partial = table((0.7, 0.9, 0.9), "dense")
    partial = partial[partial["scheme"] != "whole"]
    (found,) = amounts(pd.concat([table((0.7, 0.8, 0.9)), partial]), SPLITS).values()
    assert set(found["model"]) == {"lenet5"} and len(found) == 3


def test_one_size_is_no_study_of_amounts():
    one = [split for split in SPLITS if split[0]["scheme"] == "half"]
    assert amounts(table((0.7, 0.8, 0.9)), one) == {}


def test_the_fewest_images_that_are_enough_are_those_whose_interval_reaches_all():
    # 1,000 test images: the upper end is some 1.9 points above 0.90.
    assert wilson(890, 1000)[1] > 0.905 > wilson(880, 1000)[1]
    assert enough(rows(0.80, 0.89, 0.905))["scheme"] == "half"
    assert enough(rows(0.80, 0.88, 0.905))["scheme"] == "whole"
    assert enough(rows(0.91, 0.92, 0.905))["scheme"] == "quarter"


def test_a_lucky_small_part_below_one_that_is_not_enough_does_not_count():
    assert enough(rows(0.95, 0.80, 0.90))["scheme"] == "whole"


def test_without_trainings_there_are_no_amounts():
    assert amounts(table((0.7, 0.8, 0.9), recipe="external"), SPLITS) == {}
