"""Input pipelines of `fit` and `evaluate`: they read ahead on every backend."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from galaxybench.images.pixel_types import is_flux
from galaxybench.machine import backends
from galaxybench.training.batches import Batches, combine

if TYPE_CHECKING:
    import tensorflow as tf

AHEAD = 4
"""Batches that are read in advance."""


def input_pipeline(batches: Batches) -> Any:  # noqa: ANN401
    """Make an input of `fit` and `evaluate` that reads batches ahead.

    The order of the batches may change between epochs.
    """
    if backends.name() == "tensorflow":
        return tensorflow_pipeline(batches)
    return ReadAhead(batches)


def tensorflow_pipeline(batches: Batches) -> tf.data.Dataset:
    """Let TensorFlow copy the pixels out of the memory map itself.

    Python draws the rows of a batch and passes the memory map on. Passing a NumPy copy
    of the pixels instead takes as long as the computation of a small net. TensorFlow
    uses the map without copying it, since it begins at a multiple of 64 bytes: at a
    block of the FITS file. Fluxes are stored in another order of bytes: Python copies
    them in that of the machine, which takes TensorFlow longer.

    Autotuning is disabled. Its thread sleeps with exponential back-off (10 ms, 20 ms,
    40 ms, ...), and with several steps per execution the end of an epoch can block
    until it wakes, which can double the time of the epoch.
    """
    import tensorflow as tf

    fluxes = is_flux(batches.images.dtype)
    images = None if fluxes else np.asarray(batches.images)

    def draw(index: int) -> tuple[np.ndarray, ...]:
        drawn = batches.draw(index)
        if fluxes:
            return batches.images[drawn[0]], *drawn
        # Passed with every batch, since a pipeline copies the arrays it captures.
        return images, *drawn

    signature = keras.tree.map_structure(
        lambda array: tf.TensorSpec((None, *array.shape[1:]), array.dtype), draw(0)
    )

    def read(index: tf.Tensor) -> tuple:
        types = [spec.dtype for spec in signature]
        arrays = tf.numpy_function(draw, [index], types)
        for array, spec in zip(arrays, signature, strict=True):
            array.set_shape(spec.shape)
        pixels, *drawn = arrays
        return combine(pixels if fluxes else tf.gather(pixels, drawn[0]), drawn)

    options = tf.data.Options()
    options.autotune.enabled = False
    return (
        tf.data.Dataset.range(len(batches))
        .map(read)
        .prefetch(AHEAD)
        .with_options(options)
    )


class ReadAhead(keras.utils.PyDataset):
    """Batches that a thread reads ahead while the device computes."""

    def __init__(self, batches: Batches) -> None:
        """Prepare the thread."""
        super().__init__()
        self.batches = batches
        self.reader = ThreadPoolExecutor(max_workers=1)
        self.reads: dict[tuple[int, int], Future] = {}

    def __len__(self) -> int:
        """Number of batches."""
        return len(self.batches)

    def __getitem__(self, index: int) -> tuple:
        """Return batch `index` of the epoch; raises what `Batches.draw` raises."""
        epoch = self.batches.epoch
        # Reads that are left over from an earlier or unfinished epoch are dropped.
        self.reads = {
            (epoch, n): self.reads.get((epoch, n))
            or self.reader.submit(self.batches.__getitem__, n)
            for n in range(index, min(index + AHEAD + 1, len(self)))
        }
        return self.reads.pop((epoch, index)).result()
