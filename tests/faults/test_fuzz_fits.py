"""Any text survives a FITS file; a damaged file is refused by name."""

import warnings

import numpy as np
import pytest
from astropy.io import fits as astropy_fits
from astropy.table import Table
from hypothesis import assume, example, given
from hypothesis import strategies as st

from galaxybench.images import fits
from tests.helpers.fuzzing import fuzz, texts

LONG = st.integers(60, 75).map("x".__mul__) | st.integers(60, 75).map("'".__mul__)
TEXT = texts() | LONG
KEYS = ("source", "citation", "split_part", "option_of_a_source", "merged")


def read(path):
    """All that a file holds, in a form that can be compared."""
    catalog = fits.read_catalog(path)
    return {
        "images": fits.open_cube(path).tolist(),
        "labels": fits.read_labels(path).tolist(),
        "classes": fits.read_classes(path),
        "provenance": fits.read_provenance(path),
        "catalog": {
            name: np.asarray(catalog[name]).tolist() for name in catalog.colnames
        },
    }


def write(path, classes, header, columns):
    labels = np.arange(3) % len(classes)
    images = np.arange(12, dtype=np.uint8).reshape(3, 2, 2, 1)
    catalog = Table({"source_index": np.arange(3)} | columns)
    fits.write_cube(path, [images], images.shape, labels, catalog, classes, header)


@fuzz(250)
@given(
    classes=st.lists(TEXT, min_size=1, max_size=3, unique=True),
    header=st.dictionaries(
        st.sampled_from(KEYS), TEXT | st.booleans() | st.integers(-9, 2**40)
    ),
    column=st.lists(TEXT, min_size=3, max_size=3),
)
def test_any_text_comes_back(tmp_path, classes, header, column):
    path = tmp_path / "images.fits"
    path.unlink(missing_ok=True)
    try:
        write(path, classes, header, {"group": column})
    except ValueError as error:
        said = str(error)
        assert "class" in said or any(key in said for key in (*header, "group"))
        assert list(tmp_path.iterdir()) == []
        return
    found = read(path)
    assert found["classes"] == classes
    assert found["provenance"] == {key: str(value) for key, value in header.items()}
    assert found["catalog"] == {"source_index": [0, 1, 2], "group": column}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with astropy_fits.open(path, checksum=True) as hdus:
            hdus.verify("exception")


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The bytes of a good file, and what they hold."""
    path = tmp_path_factory.mktemp("good") / "images.fits"
    write(path, ["spiral", "bar's"], {"source": "sky"}, {"group": ["a", "b", ""]})
    return path.read_bytes(), read(path)


def refused_or(path, content):
    """What a file holds, or None if it is refused by name."""
    path.write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return read(path)
        except ValueError as error:
            assert path.name in str(error)
            return None


@fuzz(150)
@given(share=st.floats(0, 1))
def test_a_cut_file_is_refused_by_name(tmp_path, good, share):
    content, held = good
    length = int(share * len(content))
    assume(length < len(content))
    assert refused_or(tmp_path / "cut.fits", content[:length]) in (None, held)


@fuzz(400)
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(1, 255))
@example(place=1 / 3, byte=1)  # the name of the first extension
@example(place=0.0703125, byte=1)  # the size of the images
def test_a_damaged_byte_never_ends_in_a_foreign_error(tmp_path, good, place, byte):
    content, _ = good
    damaged = bytearray(content)
    damaged[int(place * len(content))] ^= byte
    refused_or(tmp_path / "damaged.fits", bytes(damaged))
