"""IDX files: what is written is read, and nothing else passes for one."""

import gzip

import numpy as np
import pytest

from galaxybench.images.idx import open_idx, read_idx
from tests.helpers.idx_files import write_idx


def test_values_of_any_number_of_axes(tmp_path):
    values = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    write_idx(tmp_path / "file.gz", values)
    np.testing.assert_array_equal(read_idx(tmp_path / "file.gz", axes=3), values)


def test_images_of_two_sizes_are_refused(tmp_path):
    files = [tmp_path / f"{number}.gz" for number in range(4)]
    for file, shape in zip(files, ((2, 3, 3), (2,), (2, 3, 4), (2,)), strict=True):
        write_idx(file, np.zeros(shape, np.uint8))
    with pytest.raises(ValueError, match=r"0.gz has .*\(3, 3\).*2.gz of \(3, 4\)"):
        open_idx(files, ["only"], {})


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "file.gz"
    write_idx(path, np.zeros((2, 3), np.uint8))
    with pytest.raises(ValueError, match="start with 00000803, got 00000802"):
        read_idx(path, axes=3)
    write_idx(path, np.zeros((2, 3), np.uint8), kind=9)
    with pytest.raises(ValueError, match="file.gz is not an IDX file of uint8"):
        read_idx(path, axes=2)
    path.write_bytes(b"<html>not found</html>")
    with pytest.raises(ValueError, match="not a gzip file"):
        read_idx(path, axes=2)


def test_short_and_long_files_are_refused(tmp_path):
    path = tmp_path / "file.gz"
    write_idx(path, np.zeros((2, 3), np.uint8))
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    with pytest.raises(ValueError, match="truncated"):
        read_idx(path, axes=2)
    content = gzip.decompress(whole)
    path.write_bytes(gzip.compress(content[:-1]))
    with pytest.raises(ValueError, match="got 5 values, expected 6"):
        read_idx(path, axes=2)
    path.write_bytes(gzip.compress(content + b"0"))
    with pytest.raises(ValueError, match="got 7 values, expected 6"):
        read_idx(path, axes=2)
    path.write_bytes(gzip.compress(content[:7]))
    with pytest.raises(ValueError, match="truncated in its header"):
        read_idx(path, axes=2)
