"""Limits of a stretch have an order and an effect."""

import pytest

from galaxybench.config.check_stretch import stretch


def recipe(normalization="standardize", **changes):
    chosen = {"name": "asinh", "low": None, "high": None} | changes
    return {"stretch": chosen, "normalization": normalization}


@pytest.mark.parametrize(
    "whole",
    [
        recipe(),
        recipe(low=-1, high=2.5),
        recipe(name="log", low=3),
        recipe("rescale", name="linear"),
        recipe("asinh", name="none"),
    ],
)
def test_what_is_right_passes(whole):
    assert list(stretch("recipes.r", whole)) == []


@pytest.mark.parametrize(
    ("whole", "says"),
    [
        (recipe(low=2, high=2), "recipes.r.stretch: got low 2 and high 2"),
        (
            recipe(name="log", low=2, high=-1),
            "got low 2 and high -1, needed: low below",
        ),
        (
            recipe(name="none", low=0),
            "recipes.r.stretch.low: got 0, which has no effect",
        ),
        (recipe("asinh"), "recipes.r.normalization: got asinh after the stretch asinh"),
    ],
)
def test_what_is_wrong_is_named(whole, says):
    [message] = stretch("recipes.r", whole)
    assert says in message
