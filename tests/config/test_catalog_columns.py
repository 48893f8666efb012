"""The columns that options of a catalog name."""

import pytest

from galaxybench.config.catalog_columns import (
    check_named,
    is_pattern,
    named_columns,
    pattern_parts,
)
from tests.helpers.catalogs import columns, options

NAMES = list(columns())


@pytest.mark.parametrize(
    ("file", "texts", "found"),
    [
        ("{id}.jpg", ["", ".jpg"], ["id"]),
        ("{a b}_{#c}.png", ["", "_", ".png"], ["a b", "#c"]),
        ('x/{"q"}', ["x/", ""], ['"q"']),
        ("{été:}{!r}", ["", "", ""], ["été:", "!r"]),
    ],
)
def test_a_pattern_is_texts_and_columns(file, texts, found):
    assert is_pattern(file)
    assert pattern_parts(file) == (texts, found)


@pytest.mark.parametrize("file", ["{id", "id}", "{{id}}", "{}.jpg", "{ }.jpg", "}{"])
def test_braces_that_do_not_pair_are_refused(file):
    assert is_pattern(file)
    with pytest.raises(ValueError, match=r"such as \"\{asset_id\}.jpg\""):
        pattern_parts(file)


def test_every_option_that_names_a_column_is_looked_at():
    given = options(
        file="{objid}_{z}.png",
        id="objid",
        classes={"a": "smooth > 0.5", "b": ["S*"], "c": "a + 1"},
    )
    assert named_columns(given) == [
        ("file", "objid"), ("file", "z"), ("label", "type"), ("id", "objid"),
        ("classes.a", "smooth"),
    ]  # fmt: skip
    check_named(given, NAMES, "cat.csv")


def test_a_band_in_the_pattern_is_no_column():
    given = options(file="{objid}_{band}.fits", band_names=["g"])
    assert ("file", "band") not in named_columns(given)
    assert ("file", "band") in named_columns(given | {"band_names": None})
    with pytest.raises(ValueError, match="'band': to read one file per band, list"):
        check_named(given | {"band_names": None}, NAMES, "cat.csv")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            {"label": "typ"},
            r"^label: cat.csv has no column 'typ': did you mean 'type'\?",
        ),
        (
            {"id": "x"},
            r"^id: .* 'x' \(available: name, number, objid, smooth, type, z\)",
        ),
        ({"file": "names"}, "^file: .*did you mean 'name'"),
        ({"file": "{a}.png"}, "^file: .*no column 'a'"),
        ({"classes": {"hi": "zz > 1", "lo": "z < 1"}}, "^classes.hi: .*'zz'"),
        ({"images": None, "file": None}, "^file: .*'image'"),
        ({"images": None, "file": None, "label": "image"}, "^label: .*'image'"),
    ],
)
def test_a_column_that_is_missing_is_named_with_its_key(given, says):
    pictures = ["image"] if "label" in given else []
    with pytest.raises(ValueError, match=says):
        check_named(options(**given), NAMES, "cat.csv", pictures)
