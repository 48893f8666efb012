"""TensorFlow's way to the batches: pixels go from the memory map to it without Python.

Python draws what a batch is made of; TensorFlow copies the pixels out of the memory map
itself. Handing it NumPy's copy of them takes as long again as many small nets compute.
"""

import ctypes

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
        batches: of an open file.

    Returns:
        Items as `Batches` has them, `AHEAD` of them read before they are asked for.
    """
    images = mapped_tensor(batches.images)
    signature = keras.tree.map_structure(
        lambda array: tf.TensorSpec((None, *array.shape[1:]), array.dtype),
        batches.draw(0),
    )

    def read(index: tf.Tensor) -> tuple:
        drawn = tf.numpy_function(
            batches.draw, [index], [spec.dtype for spec in signature]
        )
        for array, spec in zip(drawn, signature, strict=True):
            array.set_shape(spec.shape)
        return item(tf.gather(images, drawn[0]), drawn)

    options = tf.data.Options()
    options.autotune.enabled = False
    # To rewrite the pipeline is to copy all that it refers to: every image of the file.
    options.experimental_optimization.apply_default_optimizations = False
    return (
        tf.data.Dataset.range(len(batches))
        .map(read)
        .prefetch(AHEAD)
        .with_options(options)
    )


def mapped_tensor(images: np.memmap) -> tf.Tensor:
    """Make a tensor of a memory map; copies and reads nothing.

    Args:
        images: bytes, mapped read-only from one of FITS' blocks on, for those begin
            where TensorFlow wants a tensor to begin. The tensor keeps the map open.

    Returns:
        A tensor of the same shape on the host. To write to it ends the process.
    """
    start = images.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))
    # TensorFlow takes no array that says it is read-only; this one does not say so.
    array = np.ctypeslib.as_array(start, images.shape)
    return tf.experimental.dlpack.from_dlpack(array.__dlpack__())
