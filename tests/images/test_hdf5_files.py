"""HDF5 files that cannot be read, or whose data are not in them."""

import subprocess
import sys

import h5py
import numpy as np
import pytest

from galaxybench.images.hdf5_files import find_dataset, opened_hdf5, reading
from tests.helpers import hdf5_faults as made
from tests.helpers.hdf5_faults import PIXELS, write_hdf5


def read(path, key="images"):
    with opened_hdf5(path) as file:
        found = find_dataset(file, key, "images")
        with reading(found):
            return found[()]


def test_all_pixels_are_read(tmp_path):
    np.testing.assert_array_equal(read(write_hdf5(tmp_path / "a.h5")), PIXELS)


def test_links_within_the_file_are_followed(tmp_path):
    path = write_hdf5(tmp_path / "a.h5")
    with h5py.File(path, "a") as file:
        file["x"] = h5py.SoftLink("/images")
        file["y"] = h5py.ExternalLink(str(path), "/images")
    for key in ("x", "y"):
        np.testing.assert_array_equal(read(path, key), PIXELS)


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("fault", [made.virtual, made.linked])
def test_another_file_is_named(tmp_path, fault, there):
    path = write_hdf5(tmp_path / "a.h5")
    fault(path)
    if there:
        write_hdf5(tmp_path / "parts.h5")
    said = "changes are not noticed" if there else "put "
    with pytest.raises(ValueError, match=f"a.h5, key 'images': .*parts.h5.*{said}"):
        read(path)


def test_a_virtual_data_set_of_the_same_file_may_have_gaps(tmp_path):
    path = write_hdf5(tmp_path / "a.h5", parts=PIXELS)
    made.virtual(path, source=".")
    with pytest.raises(ValueError, match="virtual data set, made of other data sets"):
        read(path)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (made.stored_outside, "key 'images': .* outside the file, in .*parts.raw"),
        (made.unwritten, r"key 'images': .* never written.*\(0 of 1 pieces\)"),
        (made.half_written, r"key 'images': .* never written.*\(3 of 6 pieces\)"),
        (made.damaged, "key 'images': its values cannot be read: the file is damaged"),
        (made.without_codec, "key 'images': .*filter 307.* pip install hdf5plugin"),
        (made.cut, "its end is missing; copy or download it again"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(b"\x1f\x8b\x08 and so on"), "gunzip"),
        (lambda path: path.write_text(made.LFS_POINTER), "git lfs pull"),
        (lambda path: path.write_bytes(path.read_bytes()[:40]), "damaged"),
    ],
)
def test_what_cannot_be_read_is_named_with_a_cure(tmp_path, fault, says):
    path = write_hdf5(tmp_path / "a.h5")
    fault(path)
    with pytest.raises(ValueError, match=f"a.h5.*{says}".replace("pip", ".*pip")):
        read(path)


def test_a_file_that_is_being_written_is_refused(tmp_path):
    path = write_hdf5(tmp_path / "a.h5")
    command = "import h5py, sys; f = h5py.File(sys.argv[1], 'a'); print(); input()"
    with subprocess.Popen(
        [sys.executable, "-c", command, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as writer:
        writer.stdout.readline()
        with pytest.raises(ValueError, match="a.h5 .*open for writing"):
            read(path)
        writer.kill()


def test_other_things_are_no_files(tmp_path):
    with pytest.raises(ValueError, match="is not a file"):
        read(tmp_path)
    with pytest.raises(FileNotFoundError, match="no file .*a.h5: correct `path`"):
        read(tmp_path / "a.h5")


@pytest.mark.parametrize("key", ["pictures", "", "/", "a/b"])
def test_a_missing_key_lists_those_there_are(tmp_path, key):
    path = write_hdf5(tmp_path / "a.h5")
    with pytest.raises(
        ValueError, match="no images under the key .*, only ans, images"
    ):
        read(path, key)


def test_a_link_to_nothing_is_named(tmp_path):
    path = write_hdf5(tmp_path / "a.h5")
    with h5py.File(path, "a") as file:
        file["x"] = h5py.SoftLink("/gone")
    with pytest.raises(ValueError, match="key 'x': .*correct the link"):
        read(path, "x")
