"""Options of a catalog must fit each other."""

import re

import pytest

from galaxybench.config.check_catalogs import catalogs, is_catalog
from tests.helpers.catalogs import options

OWN = {"source": "catalog", "table": "cat.csv", "images": "thumbs", "file": "name",
       "label": "type", "size": 12}  # fmt: skip


def messages(given):
    given = {k: v for k, v in (OWN | given).items() if v != "absent"}
    blank = dict.fromkeys(("images", "file", "label", "size"))
    filled = {"source": "catalog"} | options(**blank) | given
    return list(catalogs({"datasets": {"mine": given}}, {"datasets": {"mine": filled}}))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"images": "a.npy", "file": "absent", "size": "absent"},
        {"images": "a.h5", "key": "x", "file": "absent", "size": "absent"},
        {"images": "absent", "file": "absent"},
        {"images": "absent", "file": "picture"},
        {"file": "{a}/{b}..x.jpg"},
        {"size": "absent"},
        {"file": "{a}.fits", "size": "absent", "nan": "zero"},
        {"file": "{a}.fits.fz", "hdu": ["G", 2], "size_arcsec": 3.5},
        {"file": "{a}_{band}.fits", "band_names": ["g"], "hdu": "SCI"},
        {"classes": {"a": "smooth > 0.5", "b": "smooth < 0.5"}, "label": "absent"},
        {"classes": {"a": ["S*"], "b": "smooth < 0.5"}},
        {"classes": {"a": ["S*"], "b": [1]}, "others": "drop", "missing": "drop"},
    ],
)
def test_options_that_fit_are_allowed(given):
    assert messages(given) == []


ARRAY = {"images": "a.npy", "file": "absent", "size": "absent"}
NO_LABEL = {"label": "absent"}


@pytest.mark.parametrize(
    ("given", "key", "says"),
    [
        ({"size": "absent", "file": "{a}.png"}, "size", "missing, needed: pixels per"),
        ({"file": "absent"}, "file", "missing, needed: the column of the file names"),
        ({"images": "absent", "size": "absent"}, "size", "missing"),
        ({"key": "x"}, "key", "has no effect"),
        (ARRAY | {"size": 64}, "size", "has no effect .*use `resize`"),
        (ARRAY | {"file": "x"}, "file", "has no effect .*one array"),
        (ARRAY | {"channels": 3}, "channels", "has no effect"),
        (ARRAY | {"bits": 12}, "bits", "has no effect"),
        (ARRAY | {"hdu": 1}, "hdu", "has no effect .*one array"),
        ({"file": "{a}.png", "hdu": 1}, "hdu", "has no effect .*are pictures"),
        ({"file": "{a}.fits", "bits": 12}, "bits", "has no effect .*FITS files"),
        ({"file": "{a}.fits", "channels": 1}, "channels", "has no effect .*FITS"),
        ({"images": "absent", "size_arcsec": 3}, "size_arcsec", "has no effect"),
        ({"band_names": ["g"]}, "band_names", "does not say where a band stands"),
        ({"images": "absent", "file": "{a}.png"}, "file", "a pattern .*needs `images`"),
        ({"file": "{a.png"}, "file", "do not come in pairs"),
        ({"file": "../{a}.png"}, "file", "leaves the folder"),
        ({"file": "/data/{a}.png"}, "file", "leaves the folder"),
        ({"file": "a/../../{a}.png"}, "file", "leaves the folder"),
        (NO_LABEL, "label", "missing, needed: the column of the labels"),
        (
            NO_LABEL | {"classes": {"a": ["x"], "b": "z > 1"}},
            "label",
            "values of class",
        ),
        ({"classes": {"a": "z < 1", "b": "z > 1"}}, "label", "has no effect"),
        ({"others": "drop"}, "others", "has no effect .*every label is a class"),
        (
            {"classes": {"a": "f(z) < 1", "b": ["x"]}},
            "classes.a",
            "got 'f.z. < 1': got a",
        ),
        ({"classes": {"a": "S*", "b": ["x"]}}, "classes.a", r"in a list: \['S\*'\]"),
    ],
)
def test_a_mistake_is_named_by_its_key(given, key, says):
    [message] = messages(given)
    assert message.startswith(f"datasets.mine.{key}: ")
    assert re.search(says, message)


def test_other_sources_are_left_alone():
    assert is_catalog({"source": "catalog"})
    assert not is_catalog({"source": "hdf5"}) and not is_catalog({"source": "nothing"})
