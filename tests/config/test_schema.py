"""The schema completed, defaults filled in and maps merged."""

import pytest

from galaxybench.config.schema import fill, follow, maps, merged, plain, types

WHOLE = {
    "$defs": {"rate": {"type": "number", "default": 1, "minimum": 0}},
    "properties": {
        "rate": {"$ref": "#/$defs/rate", "default": 2},
        "epochs": {"type": "integer", "default": 3},
        "changes": {
            "partial": True,
            "properties": {"rate": {"$ref": "#/$defs/rate"}},
            "default": {},
        },
    },
}


def test_a_reference_is_replaced_and_keys_beside_it_win():
    assert follow(WHOLE["properties"]["rate"], WHOLE) == {
        "type": "number",
        "minimum": 0,
        "default": 2,
    }


def test_defaults_are_filled_in_but_not_below_a_partial_schema():
    filled = fill({"changes": {}}, WHOLE, WHOLE)
    assert filled == {"changes": {}, "epochs": 3, "rate": 2.0}
    assert list(filled) == sorted(filled)


@pytest.mark.parametrize(
    ("written", "kind"), [({"rate": 1}, float), ({"epochs": 4.0}, int)]
)
def test_numbers_get_the_type_of_the_schema(written, kind):
    ((key, value),) = written.items()
    filled = fill(written, WHOLE, WHOLE)[key]
    assert filled == value and type(filled) is kind


def test_merged_maps_are_new_and_sorted():
    base = {"b": {"x": 1, "y": 2}, "a": 1}
    result = merged(base, {"b": {"y": 3}, "c": 4})
    assert result == {"a": 1, "b": {"x": 1, "y": 3}, "c": 4}
    assert list(result) == ["a", "b", "c"] and base["b"]["y"] == 2


def test_a_plain_config_has_text_for_keys():
    assert plain({1: (2, {"a": None})}) == {"1": [2, {"a": None}]}


def test_what_is_not_a_map_is_left_out():
    config = {"recipes": {"a": {}, "b": None}, "models": []}
    assert list(maps(config, "recipes")) == [("a", {})]
    assert not list(maps(config, "models")) and not list(maps(config, "splits"))


def test_types_are_a_list():
    assert types({"type": "null"}) == ["null"]
    assert types({"type": ["null", "string"]}) == ["null", "string"] and not types({})
