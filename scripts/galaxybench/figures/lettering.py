r"""Text from outside, as a figure can show it.

All figures use DejaVu Sans, which comes with matplotlib, so that a figure is the same
on every machine. It has most alphabets, but no Chinese, Japanese or Korean and few
emoji. A character that it lacks is drawn as its code, such as `\u661f`: names that
differ still look different, and the tables have them as they are.
"""

import unicodedata
from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font

from galaxybench.formats import shortened

FONT = "DejaVu Sans"
LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"
"""Nothing to be seen."""


def short(name: str, letters: int) -> str:
    """Return the start of a user's text for a figure, at most so many letters."""
    return _apart(shortened(_coded(name), letters))


def ending(name: str, letters: int) -> str:
    """Return the end of a user's text for a figure, at most so many letters."""
    text = _coded(name)
    return _apart(text if len(text) <= letters else f"…{text[1 - letters :]}")


def _coded(text: str) -> str:
    r"""Replace what cannot be drawn by its code: `\n`, `\u661f`.

    That is, control characters, bytes that are not text, and what the font lacks.
    """
    known = _characters()
    return "".join(
        letter if letter in known else letter.encode("unicode_escape").decode("ascii")
        for letter in unicodedata.normalize("NFC", text)
    )


def _apart(text: str) -> str:
    """Keep a text from right to left, such as Arabic, from reordering what is around.

    Otherwise a number that follows it would stand before it.
    """
    turned = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)
    return f"{LEFT_TO_RIGHT}{text}{LEFT_TO_RIGHT}" if turned else text


@cache
def _characters() -> frozenset[str]:
    """Everything that can be seen and that the font has, bold and not bold."""
    looks = [FontProperties(family=FONT, weight=name) for name in ("normal", "bold")]
    normal, bold = (set(get_font(findfont(look)).get_charmap()) for look in looks)
    return frozenset(filter(_visible, map(chr, normal & bold)))


def _visible(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind[0] != "C" and kind not in ("Zl", "Zp")
