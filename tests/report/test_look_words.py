import numpy as np
import pytest

from galaxybench.preparation.pixel_survey import Band, PixelSurvey
from galaxybench.report import look_words

SUMMARY = {
    "images": 50, "shape": [8, 9, 1], "pixels": "uint8", "classes": ["a", "b"],
    "warnings": [], "duplicates": 0, "conflicts": 0,
}  # fmt: skip
ALONE = {"refused": None, "largest": 1, "share": 0.02}


def band(**given) -> Band:
    values = {
        "low": 0, "high": 200, "mean": 10, "quantiles": (0,) * 5, "limits": (0, 255),
        "at_limits": (0, 0), "flat": 0, "edges": np.arange(3), "counts": np.ones(2),
    }  # fmt: skip
    return Band(**values | given)


def survey(*bands, constant=(), sampled=50, pixels=100, whole=True) -> PixelSurvey:
    return PixelSurvey(list(bands), np.array(constant), sampled, pixels, whole)


@pytest.mark.parametrize(
    ("summary", "groups", "pixels", "says"),
    [
        ({"warnings": ["all is dark"]}, {}, survey(), "The import says: all is dark."),
        ({"duplicates": 1}, {}, survey(), "1 image is copies of others"),
        ({"conflicts": 2}, {}, survey(), "2 images are equal to images of another"),
        ({}, {"largest": 5, "share": 0.1}, survey(), "5 images, 10.0\xa0% of all"),
        ({}, {"refused": "ra: got x"}, None, "refuse this data set: ra: got x."),
        ({}, {}, survey(constant=[3]), "1 image is of one value everywhere"),
        ({}, {}, survey(band(), band(flat=50)), "Band 1 has no image with two"),
        ({}, {}, survey(band(high=255, at_limits=(0, 0.05))), "5.0\xa0% of band 0"),
    ],
)
def test_what_is_conspicuous_is_said(summary, groups, pixels, says):
    found = look_words.notes(SUMMARY | summary, [], ALONE | groups, pixels)
    assert len(found) == 1 and says in found[0], found


def test_nothing_is_said_where_nothing_is_conspicuous():
    groups = ALONE | {"largest": 4, "share": 0.08}
    pixels = survey(band(flat=3, at_limits=(0.9, 0.001)))
    assert look_words.notes(SUMMARY, [], groups, pixels) == []


def test_small_classes_are_named_with_their_groups():
    few = [{"name": f"c{n}", "groups": n % 3, "few": True} for n in range(12)]
    (said,) = look_words.notes(SUMMARY, few, ALONE, None)
    assert "c0 (0), c1 (1)" in said and said.count("(") == 11 and "2 more" in said


def test_only_what_differs_from_the_defaults_was_given():
    described = {
        "source": "image_folder",
        "options": {"path": "photos", "size": 64, "channels": 3, "bits": None},
        "selection": {"limit": 20, "bands": None, "keep_classes": ["a"]},
    }
    assert look_words.given(described) == [
        ("source", "image_folder"),
        ("path", "photos"),
        ("size", "64"),
        ("limit", "20"),
        ("keep_classes", '["a"]'),
    ]


def test_what_was_left_out_is_a_fact():
    facts = look_words.facts(SUMMARY, {"missing": "2 rows without a label"})
    assert ("left out (missing)", "2 rows without a label") in facts
    assert ("size", "8 × 9 pixels") in facts


@pytest.mark.parametrize(
    ("options", "known", "bands", "names"),
    [
        ({"band_names": ["g", "r"]}, {}, 2, ["0 (g)", "1 (r)"]),
        ({"hdu": ["A", "B", "C"]}, {"bands": "[2, 0]"}, 2, ["0 (C)", "1 (A)"]),
        ({"hdu": [1, "B"]}, {}, 2, ["0 (HDU 1)", "1 (B)"]),
        ({"hdu": 1}, {}, 2, ["0", "1"]),
        ({}, {}, 3, ["0 (red)", "1 (green)", "2 (blue)"]),
        ({}, {"bands": "[4]"}, 1, ["0 (band 4 of the source)"]),
    ],
)
def test_bands_have_the_names_that_the_user_gave(options, known, bands, names):
    pixels = survey(*[band()] * bands)
    assert look_words.band_names(options, known, pixels) == names


@pytest.mark.parametrize(
    ("pixels", "says"),
    [
        (survey(), "all pixels"),
        (survey(sampled=20, whole=False), "20 of the 50 images"),
        (survey(pixels=1000, whole=False), "1,000 pixels per band, drawn at random "),
    ],
)
def test_it_is_said_which_pixels_count(pixels, says):
    assert says in look_words.sampled(pixels, 50)
