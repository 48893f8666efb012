"""The content of slices.csv."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from astropy.table import Table

from galaxybench.comparison.slices import COLUMNS, compare, load
from galaxybench.config.runs import Run
from galaxybench.evaluation.rows import Row
from galaxybench.spreadsheets import as_csv

IMAGES = 800
WANTED = [{"column": "z", "edges": None}, {"column": "survey", "edges": None}]


def catalogue(images=IMAGES):
    random = np.random.default_rng(0)
    return Table(
        {
            "source_index": np.arange(images),
            "z": random.random(images),
            "survey": random.choice(["SDSS", "DES"], images),
            "split_group": np.arange(images),
        }
    )


def rows(models, seeds=2, split="holdout"):
    """Rows of models with an accuracy each: on z < 0.5, and on the rest."""
    made = []
    z = np.asarray(catalogue()["z"])
    for number, (model, (low, high)) in enumerate(models.items()):
        for seed in range(seeds):
            # Trainings of a model agree on nine images of ten.
            hard = np.random.default_rng([7, number]).random(IMAGES)
            random = np.random.default_rng([7, number, seed])
            own = np.where(random.random(IMAGES) < 0.1, random.random(IMAGES), hard)
            right = own < np.where(z < 0.5, low, high)
            answers = pd.DataFrame(
                {
                    "source_index": np.arange(IMAGES),
                    "label": 0,
                    "predicted": np.where(right, 0, 1),
                }
            )
            run = Run("sky", split, "quick", model, seed)
            made.append(Row(run, predictions=answers))
    return made


def compared(models, trained=None, wanted=WANTED, **options):
    made = [
        replace(row, metrics={"status": "ok" if well else "collapsed"})
        for row in rows(models, **options)
        for well in [trained is None or row.run.model in trained]
    ]
    return compare(made, {("sky", "holdout"): catalogue()}, wanted)


def test_every_model_has_a_row_per_slice_and_the_planted_difference_is_found():
    models = {"good": (0.97, 0.77), "bad": (0.6, 0.6)}
    table = compared(models, seeds=3)
    assert list(table) == ["dataset", "scheme", *COLUMNS]
    assert len(table) == 2 * (4 + 2)
    assert (table["low"] < table["accuracy"]).all()
    assert (table["accuracy"] < table["high"]).all()
    assert table.groupby("model")["best"].first().to_dict() == {
        "good": True,
        "bad": False,
    }
    good = table[(table["model"] == "good") & (table["column"] == "z")]
    assert (good["difference"] > 0).tolist() == [True, True, False, False]
    assert good["p_adjusted"].iloc[-1] < 0.05
    survey = table[table["column"] == "survey"]
    assert (survey["p_adjusted"] > 0.05).all()
    assert table["tests"].tolist() == [12] * 12
    assert table["tests_over_best"].tolist() == [6] * 12
    assert table.loc[table["best"], "over_best"].isna().all()
    assert (table.loc[~table["best"], "high_over_best"] < 0.1).all()


def test_a_collapsed_model_is_shown_last_and_never_tested():
    table = compared({"lost": (1.0, 1.0), "good": (0.9, 0.9)}, trained=["good"])
    lost = table[table["model"] == "lost"]
    assert lost["accuracy"].notna().all() and lost["p"].isna().all()
    assert not lost["best"].any() and not lost["trained"].any()
    assert table["tests"].iloc[0] == 6 and table["tests_over_best"].iloc[0] == 0
    assert table["model"].iloc[0] == "good"


def test_slices_of_few_images_are_shown_and_not_tested():
    wanted = [{"column": "z", "edges": [0.01, 2.0]}]
    table = compared({"one": (0.9, 0.9)}, wanted=wanted)
    assert table["images"].tolist()[2] == 0
    assert table["p"].isna().all() and (table["tests"] == 0).all()
    assert table["accuracy"].isna().tolist() == [False, False, True]


def test_no_difference_is_beyond_what_is_possible():
    table = compared({"one": (0.9, 0.2), "two": (0.2, 0.9)})
    assert table["low_difference"].min() >= -1 and table["high_difference"].max() <= 1


def test_a_wrong_column_is_refused_with_the_data_set():
    with pytest.raises(
        ValueError, match=r"sky, split holdout: slices: no column 'mag'"
    ):
        compared({"one": (0.9, 0.9)}, wanted=[{"column": "mag", "edges": None}])


def test_names_survive_the_file(tmp_path):
    table = compared({"one": (0.9, 0.9)})
    table["slice"] = "=nan"
    table["column"] = "nan"
    file = tmp_path / "slices.csv"
    file.write_text(as_csv(table))
    again = load(file)
    assert (again["slice"] == "=nan").all() and (again["column"] == "nan").all()
    assert again["p_adjusted"].tolist() == pytest.approx(table["p_adjusted"].tolist())


def test_a_collapsed_training_leaves_the_intervals_of_the_others_as_they_are():
    models = {"good": (0.9, 0.8), "fair": (0.8, 0.75)}
    alone = compared(models, seeds=3)
    made = rows(models | {"lost": (0.7, 0.7)}, seeds=3)
    made[-1].predictions["predicted"] = 1
    made[-1] = replace(made[-1], metrics={"status": "collapsed"})
    beside = compare(made, {("sky", "holdout"): catalogue()}, WANTED)
    ends = ["low", "high"]
    kept = beside[beside["model"] != "lost"].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept[ends], alone[ends])
    lost = beside[beside["model"] == "lost"]
    assert (lost["high"] - lost["low"] > 0.5).all() and lost["trained"].all()
