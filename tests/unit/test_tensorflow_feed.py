import gc
import math
import os
from pathlib import Path

import keras
import numpy as np
import pytest
from astropy.table import Table
from tests.training_setup import write_blobs

from galaxybench import backends
from galaxybench.batches import Batches
from galaxybench.fits import open_cube, write_cube
from galaxybench.memory import anonymous_bytes

if backends.name() != "tensorflow":
    pytest.skip("TensorFlow's pipeline", allow_module_level=True)
import tensorflow as tf

from galaxybench.tensorflow_feed import mapped_tensor


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_blobs(tmp_path / "train.fits", 50)
    return tmp_path / "train.fits"


@pytest.mark.parametrize("mixup", [None, 0.4])
def test_tensorflow_is_fed_the_same_without_a_thread_to_wait_for(
    path: Path, mixup: float | None
) -> None:
    batches = Batches(path, 3, 16, seed=0, mixup=mixup)
    feed = batches.feed()
    assert feed.cardinality() == len(batches)
    assert feed.options().autotune.enabled is False
    for epoch in (0, 1):  # the order is that of the epoch in which it is read
        batches.start_epoch(epoch)
        fed = list(feed.as_numpy_iterator())
        for one, other in zip(fed, batches, strict=True):
            keras.tree.map_structure(np.testing.assert_array_equal, one, other)


def test_a_file_that_changes_under_the_pipeline_is_named(path: Path) -> None:
    batches = Batches(path, 3, 16, seed=0)
    feed = batches.feed()
    os.truncate(path, 100)
    with pytest.raises(tf.errors.InvalidArgumentError, match=f"{path} was changed"):
        list(feed)


def test_a_tensor_of_a_file_larger_than_memory_takes_none(tmp_path: Path) -> None:
    path, start = tmp_path / "sparse", 2880
    count = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * 2 // 30_000
    shape = (count, 100, 100, 3)
    with path.open("wb") as file:
        file.truncate(start + count * 30_000)
        file.seek(start + (count - 1) * 30_000)
        file.write(bytes(range(100)))
    before = anonymous_bytes()
    images = np.memmap(path, np.uint8, "r", start, shape)
    tensor = mapped_tensor(images)
    last = tf.gather(tensor, [0, count - 1]).numpy()
    assert anonymous_bytes() - before < 20_000_000
    assert tensor.shape == shape
    assert bytes(last[1].ravel()[:100]) == bytes(range(100))
    assert not last[0].any()


def test_the_pipeline_does_not_copy_the_file(tmp_path: Path) -> None:
    path, shape = tmp_path / "train.fits", (200, 600, 600, 3)
    images = (np.zeros((1, *shape[1:]), np.uint8) for _ in range(shape[0]))
    catalog = Table({"source_index": np.arange(shape[0])})
    labels = np.arange(shape[0]) % 2
    write_cube(path, images, shape, labels, catalog, ["a", "b"], {})
    feed = Batches(path, 2, 1, seed=0).feed()
    before = anonymous_bytes()
    read = iter(feed)
    next(read)
    assert anonymous_bytes() - before < math.prod(shape) / 4


def test_a_map_stays_open_as_long_as_its_tensor(path: Path) -> None:
    images = open_cube(path)
    first, tensor = np.array(images[0]), mapped_tensor(images)
    del images
    gc.collect()
    assert str(path) in Path("/proc/self/maps").read_text()
    np.testing.assert_array_equal(tensor[0], first)
    del tensor
    gc.collect()
    assert str(path) not in Path("/proc/self/maps").read_text()
