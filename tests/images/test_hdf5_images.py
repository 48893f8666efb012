"""HDF5 files: rows in any chunks, images without labels, and class names."""

import math
from itertools import product

import h5py
import numpy as np
import pytest

from galaxybench.images.hdf5_images import open_hdf5, open_pixels
from tests.helpers import hdf5_faults

PIXELS = np.random.default_rng(0).integers(0, 256, (9, 4, 5, 3), dtype=np.uint8)


def write(path, **columns):
    with h5py.File(path, "w") as file:
        for key, values in columns.items():
            file[key] = values
    return path


def test_scattered_rows_are_read(tmp_path):
    path = write(tmp_path / "a.h5", images=PIXELS, ans=np.zeros(9, int))
    images = open_hdf5(path, provenance={"source": "made"})
    rows = np.array([0, 1, 2, 5, 8])
    np.testing.assert_array_equal(images.read(rows), PIXELS[rows])
    assert images.read(rows[:0]).shape == (0, 4, 5, 3)
    assert images.provenance == {"source": "made", "file": "a.h5"}


def test_images_need_no_labels(tmp_path):
    count, read = open_pixels(write(tmp_path / "a.h5", images=PIXELS[..., 0]))
    assert count == 9
    np.testing.assert_array_equal(read(np.array([7])), PIXELS[7:8, ..., :1])


@pytest.mark.parametrize("labelled", [True, False])
def test_the_cache_holds_all_chunks_of_the_same_rows(tmp_path, labelled, monkeypatch):
    path = write(tmp_path / "a.h5", ans=np.zeros(2, int))
    with h5py.File(path, "a") as file:
        shape, chunks = (2, 1024, 1024, 3), (2, 512, 512, 1)
        images = file.create_dataset("images", shape, np.uint8, chunks=chunks)
        for y, x, channel in product((0, 512), (0, 512), range(3)):
            images.id.write_direct_chunk((0, y, x, channel), bytes(math.prod(chunks)))
    caches, read_direct = [], h5py.Dataset.read_direct

    def noted(pixels, *arguments):
        caches.append(pixels.id.get_access_plist().get_chunk_cache()[1])
        read_direct(pixels, *arguments)

    monkeypatch.setattr(h5py.Dataset, "read_direct", noted)
    if labelled:
        open_hdf5(path, provenance={}).read(np.arange(2))
    else:
        open_pixels(path)[1](np.arange(2))
    assert min(caches) >= 2 * 1024 * 1024 * 3  # bytes


@pytest.mark.parametrize(
    ("shape", "advice"),
    [
        ((5, 3, 9, 9), "np.moveaxis(images, 1, -1)"),
        ((5, 4, 9, 9), "np.moveaxis(images[:, :1], 1, -1)"),
        ((5, 9, 9, 4), "images[..., :1]"),
        ((5, 81), "got (5, 81)"),
        ((5, 9, 9, 9), "got (5, 9, 9, 9)"),
        ((5, 3, 3, 4), "got (5, 3, 3, 4)"),
        ((5, 2, 9, 9, 3), "got (5, 2, 9, 9, 3)"),
    ],
)
def test_advice_for_a_shape_is_given_only_if_it_is_clear(tmp_path, shape, advice):
    path = write(tmp_path / "a.h5", images=np.zeros(shape, np.uint8))
    with pytest.raises(ValueError, match="key 'images'") as error:
        open_pixels(path)
    assert str(error.value).endswith(advice)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["E", "S"], ["E", "S"]),
        (np.array(["E", "S"], "S"), ["E", "S"]),
        (np.array(["Späť".encode(), b"S"]), ["Späť", "S"]),
        (np.array([7, 8]), ["7", "8"]),
    ],
)
def test_class_names_in_the_file(tmp_path, names, expected):
    path = write(tmp_path / "a.h5", images=PIXELS, ans=np.arange(9) % 2)
    with h5py.File(path, "a") as file:
        file.attrs["classes"] = names
    assert open_hdf5(path, provenance={}).classes == expected


@pytest.mark.parametrize("names", [[b"sp\xe4t"], [1.5], [["a", "b"]], h5py.Empty("S1")])
def test_class_names_that_cannot_be_read_are_named(tmp_path, names):
    path = write(tmp_path / "a.h5", images=PIXELS, ans=np.zeros(9, int))
    with h5py.File(path, "a") as file:
        file.attrs["classes"] = names
    with pytest.raises(ValueError, match="a.h5, attribute 'classes': .*set `classes`"):
        open_hdf5(path, provenance={})


def test_damaged_images_are_named(tmp_path):
    path = hdf5_faults.write_hdf5(tmp_path / "a.h5")
    hdf5_faults.damaged(path)
    images = open_hdf5(path, provenance={})
    np.testing.assert_array_equal(images.read(np.arange(30)), hdf5_faults.PIXELS[:30])
    with pytest.raises(ValueError, match="a.h5, key 'images': images 28 to 31 cannot"):
        images.read(np.arange(28, 32))
