"""Any text survives a FITS file, and plain text stays as other programs expect it."""

import random

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from galaxybench.images.fits_text import escaped, plain, restored, writable

ALPHABETS = (
    "ab'/& ",
    "'",
    "x\\",
    "\"'/\\&\t\n\r\0=,;|",
    "Säé·ß–’€",
    "星系🌌\u202eشكل\u0301\udcff",
    "abcdefghijklmnopqrstuvwxyz    ",
)


def text(generator: random.Random, longest: int = 200) -> str:
    alphabet = generator.choice(ALPHABETS)
    size = generator.choice([1, 2, 3, 66, 67, 68, 69, 70, longest])
    return "".join(generator.choices(alphabet, k=size))


def stored(tmp_path, catalog):
    """Write a catalog to a file and read it back."""
    table, cards = writable(catalog)
    hdu = fits.BinTableHDU(table)
    hdu.header.update(cards)
    hdu.writeto(tmp_path / "t.fits", overwrite=True)
    return restored(*fits.getdata(tmp_path / "t.fits", 1, header=True))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("key", ["CLASS0", "folder", "HIERARCH merge_classes"])
@pytest.mark.parametrize("seed", range(4))
def test_any_text_survives_a_header(tmp_path, key, seed):
    generator = random.Random(seed)
    texts = [
        "",
        "S'/S0",
        "S'/Sa",
        "a ",
        "&" * 99,
        *(text(generator) for _ in range(99)),
    ]
    for each in texts:
        header = fits.Header([(key, escaped(each, key))]).tostring()
        assert header.isascii() and "\n" not in header
        assert plain(fits.Header.fromstring(header)[key]) == each, each


@pytest.mark.parametrize("name", ["Round Smooth", "It's a merger", "b/a", "x" * 67])
def test_plain_text_is_stored_as_it_is(name):
    assert escaped(name) == name


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("seed", range(20))
def test_any_column_survives(tmp_path, seed):
    generator = random.Random(seed)
    names = list(dict.fromkeys(text(generator) for _ in range(9)))
    # Numpy itself drops zeros at the end of a text.
    texts = [[text(generator).rstrip("\0") for _ in range(5)] for _ in names]
    catalog = Table(dict(zip(names, map(np.array, texts), strict=True)))
    found = stored(tmp_path, catalog)
    assert found.colnames == names
    assert [found[name].tolist() for name in names] == texts


@pytest.mark.filterwarnings("error")
def test_columns_that_differ_in_capitals_keep_their_values(tmp_path):
    names = ["source_index", "Flux", "flux", "column_2", "SOURCE_INDEX", "a'/b"]
    catalog = Table({name: np.arange(3) + 10 * n for n, name in enumerate(names)})
    table, _ = writable(catalog)
    assert len({name.lower() for name in table.colnames}) == 6
    found = stored(tmp_path, catalog)
    assert found.colnames == names
    assert [found[name][0] for name in names] == [0, 10, 20, 30, 40, 50]


def test_good_columns_need_no_cards_and_keep_their_types(tmp_path):
    catalog = Table(
        {
            "ID|survey": np.arange(3, dtype=np.uint64),
            "b/a": np.ones(3, np.float32),
            "barred": np.arange(3) > 1,
            "votes": np.ones((3, 2)),
            "file": ["a.png", "", " b"],
        }
    )
    table, cards = writable(catalog)
    assert table.colnames == catalog.colnames and cards == {}
    found = stored(tmp_path, catalog)
    for name in catalog.colnames:
        assert found[name].dtype.kind == catalog[name].dtype.kind
        np.testing.assert_array_equal(found[name], catalog[name])
