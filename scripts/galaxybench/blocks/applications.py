"""Nets that Keras ships as applications, connected to a head of our own."""

from collections.abc import Callable

import keras

from galaxybench.blocks.batch_norm import set_momentum
from galaxybench.blocks.heads import connect_head
from galaxybench.blocks.padding import pad_to


def connect_application(
    application: Callable[..., keras.Model],
    inputs: keras.KerasTensor,
    classes: int,
    head: str,
    dropout: float,
    batch_norm_momentum: float | None = None,
    *,
    minimum: int,
) -> keras.KerasTensor:
    """Connect an application to `inputs`, layer by layer, and a head to it.

    Args:
        application: one of `keras.applications`.
        inputs: (n, height, width, channels), normalized.
        classes: number of classes.
        head: before the last layer, "average" (global pooling) or "flatten".
        dropout: rate before the last layer; 0 leaves it out.
        batch_norm_momentum: momentum of the moving averages; 0.99 is too slow for
            short runs. None leaves the net as it is.
        minimum: height and width in pixels to which smaller images are zero-padded.

    Returns:
        (n, classes) float32 probabilities.

    Raises:
        ValueError: if `head` is unknown.
    """
    images = pad_to(inputs, minimum)
    net = application(include_top=False, weights=None, input_tensor=images)
    if batch_norm_momentum is not None:
        set_momentum(net, batch_norm_momentum)
    return connect_head(net.output, classes, head, dropout)
