"""A published split that leaks is named on the page."""

from galaxybench.report.leak_words import leaks, too_high

WHOLE = {"dropped": {"leak_warning": None}}
LEAKY = {"dropped": {"leak_warning": "3 groups of images lie in several parts"}}


def test_a_leak_is_said_in_the_data_and_in_the_answer():
    assert leaks(LEAKY).startswith("The published split leaks: 3 groups of images")
    assert too_high([WHOLE, LEAKY]) == too_high([LEAKY, LEAKY])
    assert "may be too high" in too_high([LEAKY])[0]


def test_nothing_is_said_of_any_other_split():
    assert leaks(WHOLE) == leaks({"dropped": {}}) == ""
    assert too_high([WHOLE, {"dropped": {}}]) == []
