"""Sets of images: batches and counts."""

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.images.imageset import (
    ImageSet,
    class_counts,
    images_per_batch,
    read_batches,
)

CUBE = np.random.default_rng(0).integers(0, 256, (37, 7, 5, 3), dtype=np.uint8)
IMAGE = 7 * 5 * 3  # bytes


def test_a_set_is_read_in_order():
    catalog = Table({"source_index": np.arange(37)})
    labels = np.zeros(37, np.int64)
    images = ImageSet((7, 5, 3), labels, ["a"], catalog, lambda rows: CUBE[rows])
    pieces = list(images.batches(10))
    assert [len(piece) for piece in pieces] == [10, 10, 10, 7]
    np.testing.assert_array_equal(np.concatenate(pieces), CUBE)


@pytest.mark.parametrize("limit", [1, 2 * IMAGE, 10**6])
def test_rows_are_read_in_batches_of_limited_size(limit):
    rows = np.array([3, 1, 36, 1, 20])
    pieces = list(read_batches(CUBE, rows, limit))
    np.testing.assert_array_equal(np.concatenate(pieces), CUBE[rows])
    assert max(map(len, pieces)) == min(5, images_per_batch((7, 5, 3), limit))
    assert images_per_batch((7, 5, 3), 2 * IMAGE) == 2


def test_classes_are_counted_in_their_order():
    counts = class_counts(np.array([1, 1, 0]), ["b", "a", "none"])
    assert list(counts.items()) == [("b", 1), ("a", 2), ("none", 0)]
