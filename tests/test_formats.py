import pytest

from galaxybench.formats import (
    UNKNOWN,
    certainty,
    duration,
    listed,
    number,
    p_value,
    percent,
    points,
    short_duration,
    shortened,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (999, "999"),
        (61_706, "61.7 k"),
        (1_219_578, "1.22 M"),
        (4.1e9, "4.1 G"),
        (float("nan"), UNKNOWN),
    ],
)
def test_number(value, text):
    assert number(value).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(3.21, "3.2 s"), (125, "2 min 5 s"), (3725, "1 h 2 min"), (None, UNKNOWN)],
)
def test_duration(seconds, text):
    assert duration(seconds).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.002, "2 ms"), (0.0005, "0.5 ms"), (30, "30 s"), (600, "10 min"), (3600, "1 h")],
)
def test_short_duration(seconds, text):
    assert short_duration(seconds).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.00099, "p < 0.001"),
        (0.0412, "p = 0.041"),
        (0.0496, "p = 0.0496"),
        (0.05, "p = 0.05"),
        (0.0503, "p = 0.0503"),
        (0.412, "p = 0.41"),
    ],
)
def test_a_p_value_shows_on_which_side_of_the_level_it_is(p, text):
    assert p_value(p).replace("\N{NO-BREAK SPACE}", " ") == text


def test_percent():
    assert percent(0.8614) == "86.1\N{NO-BREAK SPACE}%"
    assert percent(0.99694) == "99.69\N{NO-BREAK SPACE}%"
    assert percent(1.0) == "100.0\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.016, "+1.6"),
        (-0.63492, "−63.5"),
        (-0.0016, "−0.16"),
        (0.0, "0"),
        (-1e-17, "0"),
    ],
)
def test_points(share, text):
    assert points(share) == text


def test_shortened():
    assert shortened("Merging", 7) == "Merging"
    assert shortened("Supercalifragilistic", 8) == "Superca…"


def test_a_probability_is_no_p_value():
    assert certainty(0.944) == "prob. 0.94, "
    assert certainty(float("nan")) == ""


def test_listed():
    assert [listed("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
