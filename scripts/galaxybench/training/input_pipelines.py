"""Input pipelines of `fit` and `evaluate`: they read ahead on every backend."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from galaxybench.machine import backends
from galaxybench.training.batches import Batches, combine

if TYPE_CHECKING:
    import tensorflow as tf

AHEAD = 4
"""Batches that are read in advance."""


def input_pipeline(batches: Batches) -> Any:  # noqa: ANN401
    """Make an input of `fit` and `evaluate` that reads batches ahead.

    Args:
        batches: their order may change between epochs.
    """
    if backends.name() == "tensorflow":
        return tensorflow_pipeline(batches)
    return ReadAhead(batches)


def tensorflow_pipeline(batches: Batches) -> tf.data.Dataset:
    """Let TensorFlow copy the pixels out of the memory map itself.

    Python draws the rows of a batch and passes the memory map on. Passing a NumPy copy
    of the pixels instead takes as long as the computation of a small net.

    Autotuning is disabled. Its thread sleeps with exponential back-off (10 ms, 20 ms,
    40 ms, ...), and with several steps per execution the end of an epoch can block
    until it wakes, which can double the time of the epoch.

    Args:
        batches: their images begin at a block of the FITS file. TensorFlow uses arrays
            that begin at a multiple of 64 bytes without copying them.

    Returns:
        The batches, `AHEAD` of which are read in advance.
    """
    import tensorflow as tf

    images = np.asarray(batches.images)

    def draw(index: int) -> tuple[np.ndarray, ...]:
        # Passed with every batch, since a pipeline copies the arrays it captures.
        return images, *batches.draw(index)

    signature = keras.tree.map_structure(
        lambda array: tf.TensorSpec((None, *array.shape[1:]), array.dtype), draw(0)
    )

    def read(index: tf.Tensor) -> tuple:
        types = [spec.dtype for spec in signature]
        arrays = tf.numpy_function(draw, [index], types)
        for array, spec in zip(arrays, signature, strict=True):
            array.set_shape(spec.shape)
        pixels, *drawn = arrays
        return combine(tf.gather(pixels, drawn[0]), drawn)

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
        """Prepare the thread.

        Args:
            batches: their order may change between epochs.
        """
        super().__init__()
        self.batches = batches
        self.reader = ThreadPoolExecutor(max_workers=1)
        self.reads: dict[tuple[int, int], Future] = {}

    def __len__(self) -> int:
        """Number of batches."""
        return len(self.batches)

    def __getitem__(self, index: int) -> tuple:
        """Return batch `index` of the epoch.

        Raises:
            ValueError: if the file has changed since it was opened.
        """
        epoch = self.batches.epoch
        last = min(index + AHEAD, len(self) - 1)
        wanted = [(epoch, n) for n in range(index, last + 1)]
        # Reads that are left over from an earlier or unfinished epoch are dropped.
        self.reads = {
            key: self.reads.get(key)
            or self.reader.submit(self.batches.__getitem__, key[1])
            for key in wanted
        }
        return self.reads.pop((epoch, index)).result()
