"""Pictures in batches: the rows asked for, and what is wrong with one, by its name."""

import io
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from galaxybench.images.picture_reader import PictureReader, opened_unchanged
from tests.helpers.catalogs import PIXELS, SIZE, png
from tests.helpers.picture_files import DEEP, saved

PLACE = Path("thumbs")


def reader(contents, bits=None, channels=3):
    names = [f"row {n}" for n in range(len(contents))]
    shape = (SIZE, SIZE, channels)
    return PictureReader(
        PLACE, names, lambda row: io.BytesIO(contents[row]), shape, bits
    )


@pytest.mark.parametrize("rows", [[0], [], [3, 1, 2], list(range(12))])
def test_rows_are_read_in_the_order_given(rows):
    found = reader([png(pixels) for pixels in PIXELS]).read(np.array(rows, int))
    np.testing.assert_array_equal(found, PIXELS[rows])


def test_what_is_no_picture_is_named():
    with pytest.raises(ValueError, match="row 1 cannot be read as an image .*JPEG"):
        reader([png(PIXELS[0]), b"no picture"]).read(np.array([0, 1]))


def test_warnings_are_of_the_pictures_that_were_read():
    pictures = reader([png(PIXELS[0]), saved(DEEP)], bits=16, channels=1)
    pictures.read(np.array([0]))
    assert pictures.warnings() == []
    pictures.read(np.array([1]))
    [warning] = pictures.warnings()
    assert warning.startswith("thumbs: ") and "nearly black" in warning


def test_a_file_that_changed_since_it_was_hashed_is_refused(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"one")
    with opened_unchanged(path, sha256(b"one").hexdigest()) as file:
        assert file.read() == b"one"
    path.write_bytes(b"two")
    with pytest.raises(ValueError, match="a.png changed while .*run the same command"):
        opened_unchanged(path, sha256(b"one").hexdigest())
