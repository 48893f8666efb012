"""A user's text in figures: short, distinct, and with nothing that cannot be drawn."""

import pytest

from galaxybench.figures.lettering import ending, short


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Round Smooth", "Round Smooth"),
        ("cost $5 to $7", "cost $5 to $7"),
        ("e\u0301toile", "étoile"),
        ("спираль ∼ α", "спираль ∼ α"),
        ("星系", r"\u661f\u7cfb"),
        ("a\nb\r\0", r"a\nb\r\x00"),
        ("\udcff.png", r"\udcff.png"),
        ("a\u200bb", r"a\u200bb"),
        ("مجرة", "\u200eمجرة\u200e"),
    ],
)
def test_what_cannot_be_drawn_is_its_code(text, drawn):
    assert short(text, 40) == ending(text, 40) == drawn


def test_a_long_text_is_cut_after_it_was_coded():
    assert short("星系一", 13) == r"\u661f\u7cfb…"
    assert ending("a/long/name.png", 8) == "…ame.png"
    assert short("a long name", 7) == "a long…"
