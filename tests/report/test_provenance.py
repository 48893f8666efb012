import pytest
import yaml

from galaxybench.report.provenance import (
    architectures,
    commit,
    division,
    facts,
    faster,
    left_out,
    recipe_differences,
    recipes,
    selection,
)


def run(name="baseline", rate=0.001, **more):
    return {
        "recipe_name": name,
        "recipe": {"optimizer": {"name": "adam", "learning_rate": rate}, "epochs": 3},
        "model_name": "small",
        "model": {"architecture": "lenet5", "options": {"dropout": 0.1}},
        "versions": {"keras": "3.15.0"},
        "git_commit": "abc",
        "device": "CPU",
        "started": "2026-01-02T00:00:00",
        "finished": "2026-01-02T01:00:00",
    } | more


def test_facts_that_all_runs_share_appear_once():
    known = dict(facts([run(), run(device="GPU", git_dirty=True)]))
    assert known["keras"] == ["3.15.0"]
    assert known["device"] == ["CPU", "GPU"]
    assert known["git commit"] == ["abc", "abc with uncommitted changes"]
    assert known["threads per run"] == ["unknown"]


def test_several_devices_of_a_run_are_counted():
    known = dict(facts([run(device="GPU: A", devices=2), run(device="GPU: A")]))
    assert known["device"] == ["2 × GPU: A", "GPU: A"]


def test_settings_that_a_card_has_and_recipes_have_not():
    both = ["precision: mixed_bfloat16", "jit: true"]
    runs = [run(), *[run(faster_settings=both)] * 2, run(faster_settings=[])]
    assert faster(runs) == [(tuple(both), 2)]


def test_recipes_in_full_and_their_differences():
    runs = [run(), run("fast", rate=0.1)]
    _, fast = recipes(runs)
    assert fast["name"] == "fast"
    assert yaml.safe_load(fast["text"]) == runs[1]["recipe"]
    assert fast["deviations"] == []
    names, rows = recipe_differences(runs)
    assert names == ["baseline", "fast"]
    assert rows == [("optimizer.learning_rate", ["0.001", "0.1"])]
    assert recipe_differences(runs[:1])[1] == []


@pytest.mark.parametrize("last", [0, 1])
def test_a_model_that_deviates_is_shown_and_stands_for_nothing_else(last):
    """Whichever run comes last, it must not speak for its recipe."""
    runs = [
        run(name, rate, model_name=model)
        for name in ("baseline", "fast")
        for model, rate in (("small", 0.001), ("large", 0.0001))
    ]
    runs = runs if last else runs[::-1]
    for recipe in recipes(runs):
        assert yaml.safe_load(recipe["text"]) == {
            "optimizer": {"name": "adam"},
            "epochs": 3,
        }
        ((key, values),) = recipe["deviations"]
        assert key == "optimizer.learning_rate"
        assert dict(zip(recipe["models"], values, strict=True)) == {
            "small": "0.001",
            "large": "0.0001",
        }
    assert recipe_differences(runs)[1] == []


SPLIT = {
    "method": "kfold",
    "options": {"test": 0.2, "valid": 0.1, "seed": 3, "folds": 5, "fold": 0},
    "dropped": {"dropped_classes": {}, "left_out_by_train_fraction": 0},
}


def test_a_split_tells_its_options_and_what_it_left_out():
    assert division(SPLIT) == "validation fraction 0.1 of the rest; seed 3; 5 folds"
    assert left_out(SPLIT) == ""
    dropped = {
        "dropped_classes": {"Cigar": 17},
        "dropped_from_train": [4, 5],
        "left_out_by_train_fraction": 1200,
    }
    assert left_out(SPLIT | {"dropped": dropped}) == (
        "classes too small: Cigar (17); 2 training images whose group is in test; "
        "1,200 training images beyond train_fraction"
    )


def test_a_split_of_the_data_set_itself_has_no_validation_fraction():
    drawn = {"dropped_from_train": [1], "left_out_by_train_fraction": 0}
    split = SPLIT | {
        "method": "predefined",
        "dropped": drawn | {"dropped_classes": {}},
    }
    assert division(split) == "validation fraction 0.1 of the rest; seed 3"
    split["dropped"] |= {"dropped_from_valid": [2, 3]}
    assert division(split) == "seed 3"
    assert left_out(split) == (
        "1 training images whose group is in valid or test; "
        "2 validation images whose group is in test"
    )


def test_a_published_split_names_its_file_and_what_it_does_not_list():
    dropped = {
        "dropped_classes": {},
        "left_out_by_train_fraction": 0,
        "not_listed": 1200,
        "not_in_data": 3,
        "drawn_valid": False,
        "leak_warning": None,
    }
    options = {"valid": 0.1, "seed": 3, "leaks": "warn", "group_radius_arcsec": 60.0}
    split = {"method": "file", "file": "a.csv", "options": options, "dropped": dropped}
    together = "images within 60″ stay together"
    assert division(split) == f"as listed in a.csv; {together}; leaks: warn"
    assert division(split | {"positions": False}) == "as listed in a.csv; leaks: warn"
    unlisted = "1,200 images that the file does not list; 3 listed images "
    assert left_out(split) == unlisted + "not in the data set"
    limited = split | {"provenance": {"limit": "300", "keep_classes": "[1]"}}
    assert left_out(limited) == unlisted + "that keep_classes or limit left out"
    part = split | {"dropped": dropped | {"left_out_by_train_fraction": 5}}
    assert "; seed 3; " in division(part)
    dropped |= {"leak_warning": "they leak", "drawn_valid": True}
    assert "validation fraction 0.1 of the rest; seed 3" in division(split)
    assert together not in division(split)


def test_only_a_selection_that_was_made_is_told():
    known = {"source": "x", "limit": "300", "merge_classes": '{"round": ["a", 2]}'}
    assert selection(known) == [
        ("Classes merged", "round: a, 2"),
        ("Images, at most", "300"),
    ]


def test_an_architecture_tells_its_paper():
    (found,) = architectures([run(), run()])
    assert found["options"] == "dropout: 0.1"
    assert "LeCun" in found["about"]
    model = {"architecture": "elsewhere", "options": {}}
    assert architectures([run(model=model)])[0]["about"] == ""


def test_only_a_commit_that_made_all_runs_is_named():
    assert commit([run(), run()]) == "abc"
    assert commit([run(), run(git_commit="def")]) is None
    assert commit([run(git_dirty=True)]) is None
    assert commit([run(git_commit=None)]) is None
