import numpy as np
import pytest

from galaxybench.datasets import mnist
from tests.helpers.idx_files import write_idx


def test_training_images_come_first(write_mnist, open_with_defaults):
    paths, pixels = write_mnist(12, 5)
    images = open_with_defaults("mnist", paths)
    assert images.catalog["part"].tolist() == ["train"] * 12 + ["test"] * 5
    assert images.labels.tolist() == [*range(10), 0, 1, *range(5)]
    rows = np.array([0, 11, 12, 16])
    np.testing.assert_array_equal(images.read(rows)[..., 0], pixels[rows])


def test_counts_that_differ_are_refused(write_mnist, open_with_defaults):
    paths, _ = write_mnist(12, 5)
    write_idx(paths[3], np.zeros(4, np.uint8))
    with pytest.raises(ValueError, match="t10k-labels.*4 labels for 5 images"):
        open_with_defaults("mnist", paths)


def test_labels_beyond_the_classes_are_refused(write_mnist, open_with_defaults):
    paths, _ = write_mnist(12, 5)
    write_idx(paths[1], np.full(12, 10, np.uint8))
    with pytest.raises(ValueError, match="train-labels.*from 10 to 10"):
        open_with_defaults("mnist", paths)


@pytest.mark.real_data
def test_the_official_files(shared_data, open_with_defaults):
    folder = shared_data / "mirror" / "mnist"
    images = open_with_defaults("mnist", [folder / f["name"] for f in mnist.FILES])
    assert (len(images), images.shape) == (70_000, (28, 28, 1))
    assert np.bincount(images.labels[:60_000])[:3].tolist() == [5923, 6742, 5958]
    assert sum(images.catalog["part"] == "test") == 10_000
    assert images.read(np.arange(59_990, 60_010)).max() == 255
    sizes = [(folder / file["name"]).stat().st_size for file in mnist.FILES]
    assert sizes == [file["size"] for file in mnist.FILES]
