"""Nets that Keras ships as applications, connected with a head of our own."""

from collections.abc import Callable

import keras

from galaxybench.blocks.batch_norm import set_momentum
from galaxybench.blocks.heads import connect_head
from galaxybench.blocks.padding import pad_to


def connect_application(
    application: Callable[..., keras.Model],
    inputs: keras.KerasTensor,
    classes: int,
    *,
    minimum: int,
    head: str,
    dropout: float,
    batch_norm_momentum: float | None = None,
    **options: float,
) -> keras.KerasTensor:
    """Connect an application to `inputs`, layer by layer, and a head to it.

    The application is one of `keras.applications`; `options` are its own. Images, which
    are normalized, are zero-padded to `minimum` pixels of height and width. `head`,
    `dropout` and what is returned are those of `connect_head`. The momentum is that of
    moving averages: Keras' 0.99 is too slow for short runs, None leaves it as it is.
    """
    images = pad_to(inputs, minimum)
    net = application(include_top=False, input_tensor=images, **options)
    if batch_norm_momentum is not None:
        set_momentum(net, batch_norm_momentum)
    return connect_head(net.output, classes, head, dropout)
