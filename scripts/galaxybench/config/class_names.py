"""Which texts can be printed, which class names can be told apart; lists of them."""

import unicodedata
from collections.abc import Iterable, Sequence

from galaxybench.logins import hidden

MEAN = "mean of the classes"
"""The row of means in tables of classes; no class can have this name."""
SHOWN = 12
"""Longest list of names in a message."""
_REORDERING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_FAULTS = {
    "Cc": "a control character",
    "Cs": "a part of a name that is not valid UTF-8",
    "Zl": "a line break",
    "Zp": "a line break",
}


def fault(text: str, allowed: str = "") -> str | None:
    """Say which letter of a text no file, figure or terminal can show as it is.

    These are control characters, except those in `allowed`, bytes that are not valid
    text, and marks that change the direction of what follows. None if there is none.
    """
    for letter in text:
        kind = _FAULTS.get(unicodedata.category(letter))
        if letter in _REORDERING:
            kind = "a mark that reverses what follows"
        if kind and letter not in allowed:
            return f"{hidden(text)!r} has U+{ord(letter):04X}, {kind}"
    return None


def listed(names: Sequence[str], shown: int = SHOWN, between: str = ", ") -> str:
    """List the first names, and the number of the others, for a message."""
    if len(names) <= shown:
        return between.join(names)
    return f"{between.join(names[:shown])} and {len(names) - shown:,} more"


def mistake(names: Iterable[str]) -> str | None:
    """Say what is wrong with a list of class names, or None.

    Every name must be text that can be printed, and names must differ in more than
    spaces at their ends or the way their accents are encoded.
    """
    first: dict[str, str] = {}
    for name in names:
        plain = unicodedata.normalize("NFC", name).strip()
        if not plain:
            return f"the class name {name!r} is empty"
        if wrong := fault(plain):
            return f"the class name {wrong}"
        if plain == MEAN:
            return f"the class name {MEAN!r} is that of a row in tables"
        if plain in first:
            # Escaped, because they may look alike.
            one, other = ascii(first[plain]), ascii(name)
            return f"class names must differ, got {one} and {other}"
        first[plain] = name
    return None
