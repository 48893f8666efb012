r"""Any text in a FITS file, where the standard allows only printable ASCII.

Text is stored with Python's `unicode_escape`: plain words stay readable, and a BibTeX
entry with line breaks and accents is restored exactly. That is not enough for a few
texts: `'/` ends a value, spaces at the end are dropped, and `&` at the end continues
it. There every character but letters and digits is escaped, so that `S'/S0` becomes
`S\x27\x2fS0`.

A column whose name cannot stand in a header, or equals another one if capitals do not
count, is called `column_<n>`; the card `NAME<n>` of its header holds its name.
"""

import re
import string
from collections.abc import Mapping

import numpy as np
from astropy.io import fits
from astropy.table import Table

PLAIN = string.ascii_letters + string.digits
LONGEST = 68
"""Letters of the longest column name. Astropy takes no longer one."""


def escaped(text: str, key: str = "TEXT") -> str:
    """Return printable ASCII that is read back unchanged from a card with this key."""
    usual = text.encode("unicode_escape").decode("ascii")
    return usual if _survives(key, usual) else "".join(map(_code, text))


def plain(value: str | int | float | bool) -> str:
    """Return the text of a header value that was written with `escaped`."""
    return str(value).encode("ascii").decode("unicode_escape")


def writable(catalog: Table) -> tuple[Table, dict[str, str]]:
    """Copy a catalog with names and texts that FITS can hold.

    Returns:
        The copy, and the header cards that `restored` needs.
    """
    table, names, cards = catalog.copy(), _stored_names(catalog.colnames), {}
    for name in table.colnames:
        if table[name].dtype.kind == "U":
            table[name] = _escaped_column(np.asarray(table[name]))
    for number, (old, new) in enumerate(zip(table.colnames, names, strict=True), 1):
        if old != new:
            cards[f"NAME{number}"] = escaped(old)
    table.rename_columns(table.colnames, names)
    return table, cards


def restored(data: fits.FITS_rec, header: Mapping[str, str]) -> Table:
    """Read a catalog that `writable` has prepared; columns in native byte order."""
    table = Table()
    # By number: astropy takes `Flux` and `flux` for the same column.
    for number, name in enumerate(data.names, 1):
        column = np.asarray(data.field(number - 1))
        column = column.astype(column.dtype.newbyteorder("="))
        if column.dtype.kind == "U":
            column = np.char.decode(np.char.encode(column, "ascii"), "unicode_escape")
        table[plain(header.get(f"NAME{number}", name))] = column
    return table


def _survives(key: str, value: str) -> bool:
    card = fits.Header([(key, value)]).tostring()
    return fits.Header.fromstring(card)[key] == value


def _code(letter: str) -> str:
    number = ord(letter)
    if letter in PLAIN:
        return letter
    size, kind = (2, "x") if number < 2**8 else (4, "u") if number < 2**16 else (8, "U")
    return f"\\{kind}{number:0{size}x}"


def _stored_names(names: list[str]) -> list[str]:
    """Return the names under which columns are stored, n for n."""
    known = [name.lower() for name in names]
    return [
        name
        if known.count(name.lower()) == 1 and _is_column_name(name)
        else _unused(f"column_{number}", known)
        for number, name in enumerate(names, 1)
    ]


def _is_column_name(name: str) -> bool:
    # Astropy warns of a name that starts with another character.
    right = re.fullmatch(r"[0-9a-zA-Z_][ -~]*", name) and "\\" not in name
    return bool(right) and len(name) <= LONGEST and _survives("TTYPE1", name)


def _unused(name: str, known: list[str]) -> str:
    while name in known:
        name += "_"
    return name


def _escaped_column(values: np.ndarray) -> np.ndarray:
    texts = np.char.encode(values, "unicode_escape")
    if not np.char.endswith(texts, b" ").any():
        return texts
    ends = [re.sub(rb" +$", _spaces, text) for text in texts.ravel().tolist()]
    return np.array(ends).reshape(texts.shape)


def _spaces(found: re.Match[bytes]) -> bytes:
    return rb"\x20" * len(found[0])
