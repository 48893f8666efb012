"""How `fit` and `evaluate` read batches: ahead of the device, on every backend."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from galaxybench.machine import backends
from galaxybench.training.batches import Batches, item

if TYPE_CHECKING:
    import tensorflow as tf

AHEAD = 4
"""Batches that are read before they are asked for."""


def feed(batches: Batches) -> Any:  # noqa: ANN401
    """Give what `fit` and `evaluate` take: batches that are read ahead.

    Args:
        batches: whose order may change between epochs.
    """
    if backends.name() == "tensorflow":
        return tensorflow_pipeline(batches)
    return ReadAhead(batches)


def tensorflow_pipeline(batches: Batches) -> tf.data.Dataset:
    """Let TensorFlow copy the pixels out of the memory map itself.

    Python draws what a batch is made of and passes the map on. Passing NumPy's copy of
    the pixels takes as long again as a small net computes.

    Autotuning is disabled. Its thread sleeps with exponential back-off (10 ms, 20 ms,
    40 ms, ...), and with several steps per execution the end of an epoch can block
    until it wakes, which can double the time of the epoch.

    Args:
        batches: of an open file, whose images begin at one of FITS' blocks. TensorFlow
            takes over arrays that begin at a multiple of 64 bytes without copying them.

    Returns:
        Items as `Batches` has them, `AHEAD` of them read before they are asked for.
    """
    import tensorflow as tf

    images = np.asarray(batches.images)

    def draw(index: int) -> tuple[np.ndarray, ...]:
        # The map comes with every batch: a pipeline copies what it refers to.
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
        return item(tf.gather(pixels, drawn[0]), drawn)

    options = tf.data.Options()
    options.autotune.enabled = False
    return (
        tf.data.Dataset.range(len(batches))
        .map(read)
        .prefetch(AHEAD)
        .with_options(options)
    )


class ReadAhead(keras.utils.PyDataset):
    """Batches, the next of which are read by a thread while a device computes."""

    def __init__(self, batches: Batches) -> None:
        """Prepare.

        Args:
            batches: whose order may change between epochs.
        """
        super().__init__()
        self.batches = batches
        self.reader = ThreadPoolExecutor(max_workers=1)
        self.reads: dict[tuple[int, int], Future] = {}

    def __len__(self) -> int:
        """Number of batches."""
        return len(self.batches)

    def __getitem__(self, index: int) -> tuple:
        """Give batch `index` of the epoch.

        Raises:
            ValueError: as `Batches` does.
        """
        epoch = self.batches.epoch
        last = min(index + AHEAD, len(self) - 1)
        wanted = [(epoch, n) for n in range(index, last + 1)]
        # What is left of another epoch, or of a part of one, is not wanted any more.
        self.reads = {
            key: self.reads.get(key)
            or self.reader.submit(self.batches.__getitem__, key[1])
            for key in wanted
        }
        return self.reads.pop((epoch, index)).result()
