"""Slices in a config: columns that are known, and edges."""

import pytest

from galaxybench.config.configuration import resolve
from galaxybench.config.runs import slices
from tests.helpers.config_samples import SCHEMA, assert_one_mistake, changed, good
from tests.helpers.workflow_setup import resolved

SLICES = "experiments.demo.slices"


@pytest.mark.parametrize(
    ("value", "key", "parts"),
    [
        (["z", {"column": "z"}], f"{SLICES}[1]", ["'z'", "in the list twice"]),
        (["z", "z"], SLICES, ["'z'", "in the list twice"]),
        ([{"column": "z", "edges": [1, 0.5]}], f"{SLICES}[0].edges", ["ascending"]),
        ([{"column": "z", "edges": [1, 1]}], f"{SLICES}[0].edges", ["ascending"]),
        ([{"column": "z", "edges": []}], f"{SLICES}[0].edges", ["at least 1"]),
        ([{"column": "z", "edge": [1]}], f"{SLICES}[0].edge", ["mean 'edges'?"]),
        (["content"], f"{SLICES}[0]", ["'content'", "choose another column"]),
        (["source_index"], f"{SLICES}[0]", ["'source_index'", "only numbers"]),
    ],
)
def test_one_mistake_is_one_message(root, value, key, parts):
    assert_one_mistake(changed(SLICES, value), key, *parts)


def test_a_name_and_a_map_are_the_same(root):
    config = good()
    config["experiments"]["demo"]["slices"] = ["z", {"column": "m", "edges": [1, 2]}]
    filled = resolve(config, SCHEMA)
    assert slices(filled, "demo") == [
        {"column": "z", "edges": None},
        {"column": "m", "edges": [1.0, 2.0]},
    ]


def test_a_column_that_the_source_does_not_have_is_refused_with_those_it_has():
    with pytest.raises(ValueError) as caught:
        resolved("experiments: {tiny: {slices: [signal_to_nois]}}")
    said = str(caught.value)
    assert "experiments.tiny.slices[0]: unknown column 'signal_to_nois'" in said
    assert "did you mean 'signal_to_noise'?" in said and "'sky'" in said
    resolved("experiments: {tiny: {slices: [signal_to_noise]}}")


def test_merged_classes_leave_the_class_of_the_source():
    merged = "{source: mnist, merge_classes: {Round: [0, 6, 8, 9], Other: [1, 2]}}"
    text = f"datasets: {{digits: {merged}}}\n"
    text += "experiments: {tiny: {datasets: [digits], slices: [source_class]}}"
    resolved(text)
    with pytest.raises(ValueError, match="unknown column 'source_class'"):
        resolved("experiments: {tiny: {slices: [source_class]}}")
