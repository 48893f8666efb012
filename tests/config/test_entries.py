"""Ensembles and predictions from outside become rows with names."""

from galaxybench.config.runs import KINDS, Run, entries, kinds, members

ALL = {"method": "mean", "models": None, "recipes": None, "seeds": None, "best": None}
CONFIG = {
    "splits": {
        "holdout": {"method": "holdout", "test": 0.2},
        "cv2": {"method": "kfold", "folds": 2},
    },
    "experiments": {
        "both": {
            "datasets": ["a", "b"],
            "splits": ["holdout", "cv2"],
            "recipes": ["quick", "long"],
            "models": ["dense", "lenet5"],
            "seeds": [0, 7],
            "ensembles": {
                "all": ALL,
                "some": ALL | {"models": ["dense"], "seeds": [7]},
            },
            "predictions": {
                "theirs": {"file": "x.csv", "dataset": "b", "split": "cv2-fold1"}
            },
        }
    },
}


def test_an_ensemble_is_a_row_of_every_data_set_and_split_instance():
    rows = entries(CONFIG, "both")
    assert len(rows) == len(set(rows)) == 2 * 2 * 3 + 1
    assert rows == sorted(rows)
    assert Run("a", "cv2-fold1", "ensemble", "some", 0) in rows
    assert [row for row in rows if row.recipe == "external"] == [
        Run("b", "cv2-fold1", "external", "theirs", 0)
    ]


def test_members_are_the_runs_of_one_data_set_and_split():
    everything = members(CONFIG, "both", "all", "b", "cv2-fold0")
    assert len(everything) == 2 * 2 * 2
    assert everything == sorted(everything)
    assert {(run.dataset, run.split) for run in everything} == {("b", "cv2-fold0")}
    assert members(CONFIG, "both", "some", "a", "holdout") == [
        Run("a", "holdout", "long", "dense", 7),
        Run("a", "holdout", "quick", "dense", 7),
    ]


def test_names_by_kind():
    assert kinds(CONFIG) == {"ensemble": {"all", "some"}, "external": {"theirs"}}
    assert set(kinds(CONFIG)) == set(KINDS)
