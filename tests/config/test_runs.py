"""The configuration's lists become runs, split instances and their options."""

from galaxybench.config.runs import (
    KINDS,
    Run,
    data_amounts,
    entries,
    entry_name,
    entry_of,
    kinds,
    left_out,
    members,
    planned,
    runs,
    scheme_of,
    split_instances,
    split_options,
)

CONFIG = {
    "splits": {
        "holdout": {"method": "holdout", "test": 0.2},
        "cv3": {"method": "kfold", "folds": 3},
    },
    "experiments": {
        "both": {
            "datasets": ["a"],
            "splits": ["holdout", "cv3"],
            "recipes": ["quick"],
            "models": ["dense", "lenet5"],
            "seeds": [0, 7],
        }
    },
}


def test_an_experiment_is_the_product_of_its_lists_with_folds_written_out():
    listed = runs(CONFIG, "both")
    assert len(listed) == len(set(listed)) == 2 * 2 * (1 + 3)
    assert Run("a", "cv3-fold2", "quick", "lenet5", 7) in listed


def test_a_fold_knows_its_scheme_and_its_number():
    assert split_instances(CONFIG, "cv3") == ["cv3-fold0", "cv3-fold1", "cv3-fold2"]
    assert split_instances(CONFIG, "holdout") == ["holdout"]
    assert scheme_of("cv3-fold11") == "cv3"
    assert scheme_of("holdout") == "holdout"
    assert split_options(CONFIG, "cv3-fold2") == {
        "fold": 2,
        "folds": 3,
        "method": "kfold",
    }
    assert "fold" not in split_options(CONFIG, "holdout")


def test_a_run_names_itself_for_tables():
    assert Run("a", "cv3-fold2", "quick", "lenet5", 7).names() == {
        "dataset": "a",
        "scheme": "cv3",
        "split": "cv3-fold2",
        "recipe": "quick",
        "model": "lenet5",
        "seed": 7,
    }


def test_splits_that_differ_in_their_training_part_alone_are_found():
    whole = {"method": "holdout", "seed": 1, "train_fraction": 1.0}
    splits = {
        "all": whole,
        "tenth": whole | {"train_fraction": 0.1},
        "half": whole | {"train_fraction": 0.5},
        "other_seed": whole | {"train_fraction": 0.5, "seed": 2},
        "cv": whole | {"method": "kfold"},
        "same": whole,
    }
    (group,) = data_amounts(splits).values()
    assert group[:2] == ["tenth", "half"]
    assert set(group[2:]) == {"all", "same"}
    assert data_amounts({"all": whole, "same": whole}) == {}
    assert data_amounts({"cv-half": splits["half"] | {"fold": 0}, "all": whole}) == {
        "all": ["cv-half", "all"]
    }


# Ensembles and external predictions

ALL = {"method": "mean", "models": None, "recipes": None, "seeds": None, "best": None}
ALL["predictions"] = []
ENTRIES = {
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
    rows = entries(ENTRIES, "both")
    assert len(rows) == len(set(rows)) == 2 * 2 * 3 + 1
    assert rows == sorted(rows)
    assert Run("a", "cv2-fold1", "ensemble", "some", 0) in rows
    assert [row for row in rows if row.recipe == "external"] == [
        Run("b", "cv2-fold1", "external", "theirs", 0)
    ]


def test_members_are_the_runs_of_one_data_set_and_split():
    everything = members(ENTRIES, "both", "all", "b", "cv2-fold0")
    assert len(everything) == 2 * 2 * 2
    assert everything == sorted(everything)
    assert {(run.dataset, run.split) for run in everything} == {("b", "cv2-fold0")}
    assert members(ENTRIES, "both", "some", "a", "holdout") == [
        Run("a", "holdout", "long", "dense", 7),
        Run("a", "holdout", "quick", "dense", 7),
    ]


ALONE = {
    "splits": {"own": {"method": "predefined"}, "cv2": {"method": "kfold", "folds": 2}},
    "experiments": {
        "alone": {
            **{"datasets": ["a"], "splits": ["own", "cv2"], "seeds": [0]},
            **{"models": [], "recipes": []},
            "ensembles": {"vote": ALL | {"predictions": ["mine", "theirs"]}},
            "predictions": {
                "mine": {"file": ["1.csv", "2.csv"], "dataset": "a", "split": "own"},
                "theirs": {"file": "x.csv", "dataset": "a", "split": "own"},
            },
        }
    },
}


def test_files_of_one_row_are_its_seeds_and_may_be_members():
    outside = [
        Run("a", "own", "external", "mine", 0),
        Run("a", "own", "external", "mine", 1),
        Run("a", "own", "external", "theirs", 0),
    ]
    assert runs(ALONE, "alone") == []
    ensemble = Run("a", "own", "ensemble", "vote", 0)
    assert entries(ALONE, "alone") == [ensemble, *outside]
    assert members(ALONE, "alone", "vote", "a", "own") == outside
    gone = {"left_out": {"alone": [outside[1].names()]}}
    assert outside[1] not in members(ALONE | gone, "alone", "vote", "a", "own")


def test_the_second_file_of_a_row_has_a_folder_of_its_own():
    first, second = (Run("a", "own", "external", "mine", seed) for seed in (0, 1))
    assert (entry_name(first), entry_name(second)) == ("mine", "mine-seed1")
    assert entry_of("mine") == ("mine", 0) and entry_of("mine-seed12") == ("mine", 12)


def test_names_by_kind():
    assert kinds(ENTRIES) == {"ensemble": {"all", "some"}, "external": {"theirs"}}
    assert set(kinds(ENTRIES)) == set(KINDS)


def test_rows_that_failed_are_not_listed():
    experiment = CONFIG["experiments"]["both"]
    theirs = {"file": "a.csv", "dataset": "a", "split": "holdout"}
    more = {"ensembles": {"all": ALL, "any": ALL}, "predictions": {"theirs": theirs}}
    config = CONFIG | {"experiments": {"both": experiment | more}}
    here = [r for r in planned(config, "both") if r.split == "holdout"]
    entry = Run("a", "cv3-fold1", "ensemble", "any", 0)
    gone = [row.names() | {"why": "-"} for row in (*here, entry)]
    partial = config | {"left_out": {"both": gone}}
    assert left_out(partial, "both") == {*here, entry}
    assert {run.split for run in runs(partial, "both")} == {
        *("cv3-fold0", "cv3-fold1", "cv3-fold2")
    }
    assert planned(partial, "both") == runs(config, "both")
    # An entry has a row where a run is left, and only where it did not fail itself.
    assert [(row.model, row.split) for row in entries(partial, "both")] == [
        ("all", "cv3-fold0"), ("any", "cv3-fold0"), ("all", "cv3-fold1"),
        ("all", "cv3-fold2"), ("any", "cv3-fold2"), ("theirs", "holdout"),
    ]  # fmt: skip
    assert runs(config | {"left_out": {"other": gone}}, "both") == runs(config, "both")
