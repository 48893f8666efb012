"""Class names that can be told apart and printed, and those that cannot."""

import pytest

from galaxybench.config.class_names import MEAN, fault, listed, mistake


@pytest.mark.parametrize(
    "names",
    [
        ["S'/S0", "S'/Sa"],
        ["Sb", "SB"],
        ["=1+1", "-1", "$5 to $7", "<b>", "x" * 500],
        ["星系", "🌌", "مجرة", "e\u0301", "a\u200db"],
        [" Round ", "Edge on"],
    ],
)
def test_any_text_that_can_be_printed_is_a_name(names):
    assert mistake(names) is None


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a", "  "], "'  ' is empty"),
        (["a", "a "], "must differ, got 'a' and 'a '"),
        (["é", "e\u0301"], r"must differ, got '\xe9' and 'e\u0301'"),
        (["a\nb"], r"'a\nb' has U+000A, a control character"),
        (["a\x1b[31m"], "U+001B"),
        (["\udcff"], r"'\udcff' has U+DCFF, a part of a name that is not valid UTF-8"),
        (["a\u202eb"], "U+202E, a mark that reverses what follows"),
        (["a\u2028b"], "U+2028, a line break"),
        (["a", MEAN], "is that of a row in tables"),
    ],
)
def test_other_names_are_refused_with_the_reason(names, said):
    assert said in mistake(names)


def test_line_breaks_can_be_allowed():
    assert fault("a\n\tb") and not fault("a\n\tb", "\n\t")


def test_of_many_names_a_message_lists_the_first():
    assert listed(["a", "b"]) == "a, b"
    assert listed(["a"] * 2000, 2, "; ") == "a; a and 1,998 more"
