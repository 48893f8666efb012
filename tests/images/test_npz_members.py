"""Arrays in .npz files are read row by row."""

import zipfile
import zlib

import numpy as np
import pytest

from galaxybench.images.npz_members import NpzMember, member_names

ARRAY = np.random.default_rng(1).integers(0, 256, (50, 6, 7, 3), np.uint8)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("rows", [[0], [49], [3, 4, 5, 40], [], list(range(50))])
def test_rows_are_those_of_the_array(tmp_path, save, rows):
    save(tmp_path / "a.npz", images=ARRAY, labels=np.arange(50.0))
    assert member_names(tmp_path / "a.npz") == ["images", "labels"]
    member = NpzMember(tmp_path / "a.npz", "images")
    assert (member.shape, member.dtype) == (ARRAY.shape, ARRAY.dtype)
    np.testing.assert_array_equal(member.read(np.array(rows, int)), ARRAY[rows])
    np.testing.assert_array_equal(member.read(np.array([2])), ARRAY[[2]])  # back
    labels = NpzMember(tmp_path / "a.npz", "labels")
    assert labels.read(np.array([7, 9])).tolist() == [7, 9]


def test_what_cannot_be_read_in_pieces_is_refused(tmp_path):
    np.savez(tmp_path / "a.npz", fortran=np.asfortranarray(ARRAY))
    with pytest.raises(ValueError, match="'fortran' is in Fortran order"):
        NpzMember(tmp_path / "a.npz", "fortran")
    np.savez(tmp_path / "a.npz", objects=np.array([None, {}]))
    with pytest.raises(ValueError, match="'objects' holds Python objects"):
        NpzMember(tmp_path / "a.npz", "objects")


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_damage_is_an_error(tmp_path, save):
    """Also where the damaged row is not read."""
    save(tmp_path / "a.npz", images=ARRAY)
    content = bytearray((tmp_path / "a.npz").read_bytes())
    content[5000] ^= 1
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises((zipfile.BadZipFile, zlib.error)):
        NpzMember(tmp_path / "a.npz", "images").read(np.array([0]))
