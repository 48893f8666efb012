"""Options of FITS cut-outs must fit each other."""

import re

import pytest

from galaxybench.config.check_cutouts import cutouts
from tests.helpers.cutouts import BY_BAND, cutout_options


def messages(given):
    return list(cutouts("datasets.mine", cutout_options(**given), given))


@pytest.mark.parametrize(
    "given",
    [
        {},
        BY_BAND,
        BY_BAND | {"hdu": "SCI", "fill_bands": True, "nan": "zero"},
        {"hdu": ["A", "B"], "fill_bands": True, "nan": "zero"},
        {"hdu": 1, "size": 8, "size_arcsec": 3},
        {"file": "{broken", "band_names": ["g"]},
        BY_BAND | {"fill_bands": False},
    ],
)
def test_options_that_fit_are_allowed(given):
    assert messages(given) == []


@pytest.mark.parametrize(
    ("given", "key", "says"),
    [
        ({"band_names": ["g"]}, "band_names", r"write \{band\} in it"),
        ({"band_names": ["g"], "file": "name"}, "band_names", "file 'name' does not"),
        (BY_BAND | {"hdu": ["A", "B"]}, "hdu", r'got \["A", "B"\], a list'),
        ({"fill_bands": True, "nan": "zero"}, "fill_bands", "has no effect"),
        (BY_BAND | {"fill_bands": True}, "fill_bands", "nan 'refuse', .*`nan: zero`"),
        (
            BY_BAND | {"fill_bands": True, "nan": {"quantile": 0.5}},
            "fill_bands",
            "no other value",
        ),
        ({"size_arcsec": 30}, "size", "needed with `size_arcsec`: .*30 arcsec"),
    ],
)
def test_a_mistake_is_named_by_its_key(given, key, says):
    [message] = messages(given)
    assert message.startswith(f"datasets.mine.{key}: ")
    assert re.search(says, message)
