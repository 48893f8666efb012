"""HDF5 files: rows in any chunks, required columns, and images without labels."""

import h5py
import numpy as np
import pytest

from galaxybench.images.hdf5_images import open_hdf5, open_pixels

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
        file.create_dataset("images", shape, np.uint8, chunks=chunks)
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


@pytest.mark.parametrize("found", [{}, {"ra": np.zeros(8)}])
def test_a_required_column_has_one_value_per_image(tmp_path, found):
    path = write(tmp_path / "a.h5", images=PIXELS, ans=np.zeros(9, int), **found)
    got = r"the shape \(8,\)" if found else "nothing"
    with pytest.raises(ValueError, match=rf"column 'ra' .*\(9,\), got {got}"):
        open_hdf5(path, columns=["ra"], provenance={})
