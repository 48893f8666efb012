"""Slices in words and as a table of the page."""

import numpy as np
import pytest

from galaxybench.report.slice_words import section, sentences
from tests.helpers.sliced import at, sliced

BELOW = {"accuracy": 0.61, "difference": -0.19, "p_adjusted": 0.001}
ABOVE = {"accuracy": 0.9, "difference": 0.1, "p_adjusted": 0.01}
AHEAD = {"accuracy": 0.9, "over_best": 0.1, "p_over_best": 0.02}


def plain(table):
    return " ".join(sentences(table)).replace("\N{NO-BREAK SPACE}", " ")


def test_a_slice_that_is_worse_is_named_with_its_numbers():
    said = plain(at(sliced(), "z ≥ 0.1", "lenet5", **BELOW))
    assert (
        "lenet5 is right on 61.0 % of the 120 test images with z ≥ 0.1, against 80.0 % "
        "of the rest (p = 0.001)." in said
    )
    assert "(4 tests against the rest, 2 against the best model)" in said
    assert "dense" not in said


def test_the_best_model_speaks_first_and_the_others_are_named_after_it():
    table = at(sliced(), "z ≥ 0.1", "lenet5", **BELOW | {"p_adjusted": 0.04})
    said = plain(at(table, "z ≥ 0.1", "dense", **BELOW))
    assert "lenet5 is right on" in said
    assert "There, dense is significantly less accurate, too." in said


def test_slices_that_are_better_are_named_in_one_sentence_after_those_worse():
    table = at(sliced(), "z ≥ 0.1", "lenet5", **BELOW)
    assert "more accurate than on the rest" not in plain(table)
    said = plain(at(table, "z < 0.1", "lenet5", **ABOVE))
    short = "Significantly more accurate than on the rest: lenet5 on z < 0.1."
    assert short in said and "test images with z < 0.1" not in said
    assert "with z < 0.1" in plain(at(sliced(), "z < 0.1", "lenet5", **ABOVE))


def test_nothing_is_claimed_where_nothing_is_significant():
    said = plain(sliced())
    assert said.startswith("No model is significantly more or less accurate on any")
    assert "On no slice is another model significantly better than lenet5" in said
    low = at(sliced(), "z ≥ 0.1", "lenet5", **BELOW | {"p_adjusted": 0.06})
    assert "No model is significantly" in plain(low)


def test_a_model_that_beats_the_best_is_named():
    said = plain(at(sliced(), "z ≥ 0.1", "dense", **AHEAD))
    assert (
        "On the 120 test images with z ≥ 0.1, dense (90.0 %, p = 0.02) is "
        "significantly better than lenet5 (80.0 %), which is best on average." in said
    )
    worse = at(sliced(), "z ≥ 0.1", "dense", **AHEAD | {"over_best": -0.1})
    assert "On no slice is another" in plain(worse)


@pytest.mark.parametrize(
    ("trainings", "says"),
    [
        (1.0, "They hold for these weights alone, not"),
        (3.0, "for other seeds and other"),
    ],
)
def test_the_claim_is_about_weights_or_architectures(trainings, says):
    assert says in plain(sliced(trainings=trainings))
    mixed = at(sliced(trainings=3.0), "z < 0.1", "dense", trainings=1.0)
    assert "for the others for these weights alone" in plain(mixed)
    outside = sliced(recipe="external")
    assert "They hold for these predictions alone, not for" in plain(outside)
    outside.loc[outside["model"] == "dense", "recipe"] = "quick"
    assert "for these weights and predictions alone" in plain(outside)


def test_what_did_not_train_is_named_as_not_tested():
    table = sliced()
    assert "not tested" not in plain(table)
    lost = table["model"] == "dense"
    table.loc[lost, "trained"] = False
    table.loc[lost, ["p", "p_adjusted", "p_over_best"]] = np.nan
    said = "dense did not train properly and is not tested: its row has no marks"
    assert said in plain(table)
    outside = plain(table.assign(recipe="external"))
    assert "external dense collapsed and is not tested" in outside
    table["trained"], table["p_adjusted"] = False, np.nan
    assert plain(table) == "No slice was tested, because no model trained properly."


def test_an_empty_slice_has_no_images_rather_than_few():
    table = sliced(slices=("z < 0.1", "z ≥ 0.1", "z ≥ 9"))
    empty = table["slice"] == "z ≥ 9"
    table.loc[empty, ["p", "p_adjusted", "p_over_best"]] = np.nan
    table.loc[empty, ["images", "groups"]] = 0
    said = plain(table)
    assert "z ≥ 9 has no test images." in said and "fewer than" not in said


def test_what_was_not_tested_is_said():
    table = sliced(slices=("z < 0.1", "z ≥ 0.1", "z unknown"))
    few = table["slice"] == "z unknown"
    table.loc[few, ["p", "p_adjusted", "p_over_best"]] = np.nan
    assert "fewer than 20 groups of images: z unknown." in plain(table)
    table[["p", "p_adjusted", "p_over_best"]] = np.nan
    assert plain(table).startswith("No slice was tested")


def test_many_slices_are_cut_short():
    names = [f"field = {n}" for n in range(12)]
    table = sliced(slices=names, **BELOW)
    assert "And so on 4 more slices: see the tables." in plain(table)


def test_the_table_has_a_cell_per_slice_and_model():
    table = at(sliced(), "z ≥ 0.1", "lenet5", **BELOW)
    table = at(table, "z ≥ 0.1", "dense", **AHEAD | ABOVE)
    found = section(table)
    [column] = found["columns"]
    assert [each["slice"] for each in column["slices"]] == ["z < 0.1", "z ≥ 0.1"]
    assert [model["name"] for model in column["models"]] == ["lenet5", "dense"]
    verdicts = [[c["verdict"] for c in model["cells"]] for model in column["models"]]
    assert verdicts == [["even", "worse"], ["even", "better"]]
    assert [c["ahead"] for c in column["models"][1]["cells"]] == [False, True]
    assert section(table[:0]) is None


def test_recipes_are_named_where_there_are_several():
    table = sliced()
    table.loc[table["model"] == "dense", "recipe"] = "slow"
    names = [model["name"] for model in section(table)["columns"][0]["models"]]
    assert names == ["lenet5 with quick", "dense with slow"]
