import math
import os
from pathlib import Path

import keras
import numpy as np
import pytest
from astropy.table import Table

from galaxybench.images.fits import write_cube
from galaxybench.jobs import memory
from galaxybench.machine import backends
from galaxybench.training.batches import Batches
from galaxybench.training.input_pipelines import input_pipeline
from tests.helpers.flux_cubes import as_fluxes
from tests.helpers.training_setup import write_blobs

if backends.name() != "tensorflow":
    pytest.skip("TensorFlow's pipeline", allow_module_level=True)
import tensorflow as tf


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_blobs(tmp_path / "train.fits", 50)
    return tmp_path / "train.fits"


@pytest.mark.parametrize("mixup", [None, 0.4])
def test_tensorflow_is_fed_the_same_without_a_thread_to_wait_for(
    path: Path, mixup: float | None
) -> None:
    batches = Batches(path, 3, 16, seed=0, mixup=mixup)
    batches_fed = input_pipeline(batches)
    assert batches_fed.cardinality() == len(batches)
    assert batches_fed.options().autotune.enabled is False
    for epoch in (0, 1):  # the order is that of the epoch in which it is read
        batches.start_epoch(epoch)
        fed = list(batches_fed.as_numpy_iterator())
        for one, other in zip(fed, batches, strict=True):
            keras.tree.map_structure(np.testing.assert_array_equal, one, other)


def test_a_file_that_changes_under_the_pipeline_is_named(path: Path) -> None:
    batches = Batches(path, 3, 16, seed=0)
    batches_fed = input_pipeline(batches)
    os.truncate(path, 100)
    with pytest.raises(tf.errors.InvalidArgumentError, match=f"{path} was changed"):
        list(batches_fed)


def test_the_pipeline_does_not_copy_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "SAMPLE_SECONDS", 0.001)
    path, shape = tmp_path / "train.fits", (200, 600, 600, 3)
    images = (np.zeros((1, *shape[1:]), np.uint8) for _ in range(shape[0]))
    catalog = Table({"source_index": np.arange(shape[0])})
    labels = np.arange(shape[0]) % 2
    write_cube(path, images, shape, labels, catalog, ["a", "b"], {})
    batches_fed = input_pipeline(Batches(path, 2, 1, seed=0))
    before = memory.anonymous_bytes()
    with memory.PeakMemory() as peak:
        read = iter(batches_fed)
        for _ in range(20):
            next(read)
    assert peak.anonymous_bytes - before < math.prod(shape) / 4


@pytest.mark.parametrize("mixup", [None, 0.4])
def test_fluxes_are_fed_in_the_byte_order_of_the_machine(
    path: Path, mixup: float | None
) -> None:
    fluxes = as_fluxes(path, lambda pixels: pixels / 7 - 20)
    batches = Batches(path, 3, 16, seed=0, mixup=mixup)
    for one, other in zip(input_pipeline(batches), batches, strict=True):
        keras.tree.map_structure(np.testing.assert_array_equal, one, other)
        pixels = one[0][0] if mixup else one[0]
        assert pixels.dtype == tf.float32 and np.min(pixels) < 0
    rows = batches.draw(0)[0]
    first = batches[0][0][0] if mixup else batches[0][0]
    np.testing.assert_array_equal(first, fluxes[rows])
