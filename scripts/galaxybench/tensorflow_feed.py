"""TensorFlow's way to the batches: it copies pixels out of the memory map itself.

Python draws what a batch is made of and hands over the map. Handing over NumPy's copy
of a batch's pixels takes as long again as a small net computes.
"""

import keras
import numpy as np
import tensorflow as tf

from galaxybench.batches import AHEAD, Batches, item


def pipeline(batches: Batches) -> tf.data.Dataset:
    """Give the batches of whatever epoch they are in when they are asked for.

    The thread that tunes a pipeline is off: it sleeps for 10 ms, 20 ms, 40 ms and so
    on. Whoever takes the last batch and does not ask for another, as several steps in a
    row do, waits until it wakes: up to as long as all took.

    Args:
        batches: of an open file, whose images begin at one of FITS' blocks. TensorFlow
            takes over arrays that begin at a multiple of 64 bytes without copying them.

    Returns:
        Items as `Batches` has them, `AHEAD` of them read before they are asked for.
    """
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
