import pandas as pd
import pytest

from galaxybench.comparison import reproduction
from galaxybench.comparison.paired_amounts import COLUMNS
from galaxybench.comparison.summary import CALIBRATION

SPACE = "\N{NO-BREAK SPACE}"


def run(model, accuracy, recipe="plain", scheme="holdout", **other):
    return {
        "dataset": "galaxies",
        "scheme": scheme,
        "recipe": recipe,
        "model": model,
        "split": scheme,
        "seed": 0,
        "status": "ok",
        "test_images": 100,
        "accuracy": accuracy,
        **dict.fromkeys(CALIBRATION, 0.25),
        "val_accuracy": None,
        "majority_baseline": 0.3,
        "balanced_accuracy": accuracy,
        "macro_f1": accuracy,
        "parameters": 1000,
        "train_seconds": 1.0,
        **other,
    }


def split(scheme, fraction, images):
    names = {"dataset": "galaxies", "split": scheme, "scheme": scheme}
    options = {"method": "holdout", "seed": 1, "train_fraction": fraction}
    return names, {"options": options, "images": {"train": images}}


def figure(model, value, metric="test_accuracy", **other):
    names = {"dataset": "galaxies", "model": model, "metric": metric, "value": value}
    return names | {"source": "Nobody 2026", "note": "", "recipe": ""} | other


TABLE = pd.DataFrame(
    [
        run("lenet5", 0.80),
        run("lenet5", 0.84),
        run("lenet5", 0.90, recipe="better"),
        run("dense", 0.50),
    ]
)

PAIRED = pd.DataFrame(
    [
        {"dataset": "galaxies", "full": "holdout", "scheme": "half"}
        | {"recipe": "plain", "model": "lenet5", "as_good": True}
    ],
    columns=COLUMNS,
)
"""With half of the images, lenet5 is as good as with all."""
SPLITS = [split("holdout", 1.0, 800), split("half", 0.5, 400)]


def test_a_figure_stands_beside_every_recipe_with_mean_and_range():
    plain, better = reproduction.compare(
        [figure("lenet5", "0.85")], TABLE, SPLITS, PAIRED
    ).to_dict("records")
    assert (plain["recipe"], plain["runs"]) == ("plain", 2)
    assert plain["mean"] == pytest.approx(0.82)
    assert (plain["lowest"], plain["highest"]) == (0.80, 0.84)
    assert plain["difference"] == pytest.approx(-0.03)
    assert (better["recipe"], better["mean"]) == ("better", 0.90)


def test_a_figure_of_one_recipe_stands_beside_that_alone():
    (row,) = reproduction.compare(
        [figure("lenet5", "0.85", recipe="better")], TABLE, SPLITS, PAIRED
    ).to_dict("records")
    assert row["recipe"] == "better"


def test_split_schemes_are_not_mixed():
    both = pd.concat([TABLE, pd.DataFrame([run("dense", 0.7, scheme="half")])])
    compared = reproduction.compare([figure("dense", "0.6")], both, SPLITS, PAIRED)
    assert compared["scheme"].tolist() == ["holdout", "half"]
    assert compared["mean"].tolist() == [0.5, 0.7]


@pytest.mark.parametrize(
    "reference", [figure("vgg16", "0.9"), figure("dense", "0.9", "val_accuracy")]
)
def test_a_figure_without_runs_is_kept(reference):
    (row,) = reproduction.compare([reference], TABLE, SPLITS, PAIRED).to_dict("records")
    assert (row["reported"], row["runs"], row["recipe"]) == ("0.9", 0, "")
    assert pd.isna(row["mean"])


def test_the_page_prints_as_many_digits_as_were_reported(tmp_path):
    compared = reproduction.compare(
        [
            figure("lenet5", "0.8467", note="read off a plot"),
            figure("dense", "0.90"),
            figure("dense", "0.0275", "test_loss"),
            figure("vgg16", "0.9"),
        ],
        TABLE,
        SPLITS,
        PAIRED,
    )
    path = tmp_path / "references.csv"
    compared.to_csv(path, index=False)
    ours, missing = reproduction.tables(reproduction.load(path))
    assert ours["recipes"] == ["plain", "better"]
    assert ours["sources"] == ["Nobody 2026: read off a plot", "Nobody 2026"]
    lenet5, dense, loss = ours["rows"]
    assert lenet5["reported"] == f"84.67{SPACE}%"
    assert lenet5["ours"][0] == {
        "mean": f"82.00{SPACE}%",
        "range": f"80.00{SPACE}% to 84.00{SPACE}%",
        "runs": 2,
        "difference": f"\N{MINUS SIGN}2.67{SPACE}points",
    }
    assert lenet5["ours"][1]["difference"] == f"+5.33{SPACE}points"
    assert lenet5["ours"][1]["range"] == ""
    assert (dense["reported"], dense["source"]) == (f"90{SPACE}%", 2)
    assert dense["ours"] == [
        {
            "mean": f"50.0{SPACE}%",
            "range": "",
            "runs": 1,
            "difference": f"\N{MINUS SIGN}40.0{SPACE}points",
        },
        None,
    ]
    assert (loss["reported"], loss["ours"][0]["mean"]) == ("0.0275", "0.2500")
    assert (missing["scheme"], missing["recipes"]) == ("", [])
    assert missing["rows"][0]["reported"] == f"90{SPACE}%"


def test_how_many_images_are_enough_is_a_measure_too():
    enough = figure("lenet5", "0.829", "enough_train_fraction")
    both = pd.concat(
        [TABLE, pd.DataFrame([run("lenet5", 0.79, scheme="half")])], ignore_index=True
    )
    plain, better = reproduction.compare([enough], both, SPLITS, PAIRED).to_dict(
        "records"
    )
    assert (plain["scheme"], plain["mean"], plain["runs"]) == ("holdout", 0.5, 2)
    assert (better["recipe"], better["mean"]) == ("better", 1.0)
