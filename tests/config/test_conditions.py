"""Conditions on columns: what they say of rows, and what is none."""

import numpy as np
import pytest

from galaxybench.config.conditions import parse

NAN = np.nan
VALUES = {
    "a": np.array([0.1, 0.5, 0.9, NAN]),
    "b": np.array([1, 0, 1, 0]),
    "f smooth-2": np.array([0.0, 0.5, 1.0, 2.0]),
    "id": np.array([2**62, 2**62 + 1, 0, -5]),
}


@pytest.mark.parametrize(
    ("text", "holds", "fails"),
    [
        ("a > 0.5", "..x.", "xx.."),
        ("a >= 0.5", ".xx.", "x..."),
        ("0.2 < a < 0.8", ".x..", "x.x."),
        ("a != 0.5", "x.x.", ".x.."),
        ("a > 0.5 and b == 1", "..x.", "xx.x"),
        ("a > 0.5 or b == 0", ".xxx", "x..."),
        ("not a > 0.5", "xx..", "..x."),
        ("not (a > 0.5 or b == 0)", "x...", ".xxx"),
        ("`f smooth-2` <= 0.5 and b > -1", "xx..", "..xx"),
        ("a > `f smooth-2`", "x...", ".xx."),
        ("id == 4611686018427387905", ".x..", "x.xx"),
        (" b == +1 ", "x.x.", ".x.x"),
    ],
)
def test_a_condition_holds_fails_or_is_not_known(text, holds, fails):
    for found, expected in zip(parse(text).ask(VALUES), (holds, fails), strict=True):
        assert "".join(".x"[int(each)] for each in found) == expected


def test_the_columns_are_listed_once():
    assert parse("a > 1 and `x y` < a and b == 0").columns == ("a", "x y", "b")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("__import__('os').system('x') > 0", "a call"),
        ("exp(a) > 1", "a call"),
        ("a.size > 1", "an attribute"),
        ("a[0] > 1", "square brackets"),
        ("a + b > 1", "arithmetic"),
        ("a > 'x'", "the value 'x'"),
        ("a > True", "the value True"),
        ("a > 1j", "the value 1j"),
        ("a in (1, 2)", "other signs"),
        ("a is b", "other signs"),
        ("a", "compared with nothing"),
        ("0.8", "the value 0.8"),
        ("1 < 2", "two numbers"),
        ("lambda: a", "lambda"),
        ("(x := a) > 1", "x := a"),
        ("a > 1 if b else 0", "if b else"),
        ("a >", "cannot be read"),
        ("a > 1 & b > 1", "arithmetic"),
        ("S*", "cannot be read"),
        ("", "cannot be read"),
        ("f smooth > 1", "backticks"),
        ("a > 1; b > 1", "cannot be read"),
        ("(" * 900 + "a > 1" + ")" * 900, "cannot be read"),
        ("a > 1 and " * 300 + "a > 1", "more than 2000"),
        ("a > \0", "cannot be read"),
    ],
)
def test_anything_else_is_refused(text, says):
    with pytest.raises(ValueError, match="allowed: comparisons of columns") as error:
        parse(text)
    assert says in str(error.value)
