"""The schema is complete, and values are filled in by it."""

import copy

import yaml

from galaxybench.config.schema import (
    complete,
    fill,
    follow,
    maps,
    merged,
    plain,
    read_schema,
)
from tests.helpers.config_samples import SCHEMA, good

WHOLE = {
    "$defs": {"size": {"type": "integer", "default": 2, "description": "of all"}},
    "properties": {
        "size": {"$ref": "#/$defs/size", "default": 3},
        "rate": {"type": "number", "default": 1.0},
        "open": {"type": ["integer", "number"], "default": 2},
        "changes": {
            "partial": True,
            "properties": {"size": {"$ref": "#/$defs/size", "default": 4}},
            "default": {},
        },
    },
}


def test_completing_a_schema_adds_what_the_config_names_and_leaves_it_alone(root):
    schema = read_schema(SCHEMA)
    properties = complete(schema, good())["properties"]
    sim = properties["datasets"]["properties"]["sim"]["properties"]
    wide = properties["models"]["properties"]["wide"]["properties"]
    assert {"images", "noise", "limit"} <= set(sim)
    width = {"type": "number", "minimum": 0.25, "maximum": 8, "default": 1.0}
    assert wide["options"]["properties"]["width"] == width
    assert schema == read_schema(SCHEMA)


def test_options_of_what_does_not_exist_are_left_open(root):
    config = {"datasets": {"sim": {"source": "skye"}}, "models": {"narrow": {}}}
    properties = complete(read_schema(SCHEMA), config)["properties"]
    assert properties["datasets"]["properties"]["sim"]["additionalProperties"] is True
    options = properties["models"]["properties"]["narrow"]["properties"]["options"]
    assert options["additionalProperties"] is True


def test_keys_beside_a_reference_win():
    reference = {"$ref": "#/$defs/size", "description": "of one"}
    followed = {"type": "integer", "default": 2, "description": "of one"}
    assert follow(reference, WHOLE) == followed


def test_defaults_are_filled_in_except_below_a_partial_schema():
    filled = fill({"changes": {}}, WHOLE, WHOLE)
    assert filled == {"changes": {}, "open": 2, "rate": 1.0, "size": 3}
    assert list(filled) == sorted(filled)


def test_numbers_take_the_type_of_the_schema():
    filled = fill({"size": 4.0, "rate": 2, "changes": {"size": 5.0}}, WHOLE, WHOLE)
    assert [type(filled[key]) for key in ("size", "rate")] == [int, float]
    assert type(filled["changes"]["size"]) is int


def test_nested_maps_are_merged_and_the_second_wins():
    base = {"b": {"x": 1, "y": 2}, "a": [1]}
    before = copy.deepcopy(base)
    assert merged(base, {"b": {"y": 3}, "a": [2, 3]}) == {
        "a": [2, 3],
        "b": {"x": 1, "y": 3},
    }
    assert base == before


def test_plain_makes_text_of_keys_and_lists_of_tuples():
    assert plain({1: ("a", {2: None})}) == {"1": ["a", {"2": None}]}


def test_an_integer_that_no_float_can_hold_is_infinite():
    assert plain([10**300, 10**5000]) == [10**300, float("inf")]
    assert plain(-(10**5000)) == float("-inf")


def test_only_maps_are_entries():
    assert list(maps({"models": {"a": {"x": 1}, "b": None}}, "models")) == [
        ("a", {"x": 1})
    ]
    assert list(maps({"models": ["a"]}, "models")) == []


def test_the_schema_is_closed_and_described_at_every_level():
    def check(node, where):
        if node.get("type") == "object":
            assert "additionalProperties" in node, where
            open_to = node["additionalProperties"]
            if isinstance(open_to, dict) and "$ref" in open_to:
                open_to = False  # a map of entries, each closed, by name
            assert open_to is False or where.endswith("merge_classes"), where
        for key, sub in node.get("properties", {}).items():
            assert sub.get("description"), f"{where}.{key}"
            required = key in node.get("required", [])
            assert ("default" in sub) is not required, f"{where}.{key}"
            check(sub, f"{where}.{key}")

    schema = yaml.safe_load(SCHEMA.read_text())
    assert SCHEMA.read_text().startswith("$schema:")
    check(schema, "config")
    for name, node in schema["$defs"].items():
        check(node, name)
