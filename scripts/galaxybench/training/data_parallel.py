"""One training on several devices: each takes a part of every batch.

Keras' own data parallelism, which only JAX supports: one program over all devices, so
that loss, batch normalization statistics and metrics are those of the whole batch, and
random draws are those of a single device. Every device holds all weights.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras

from galaxybench.machine import backends
from galaxybench.machine.internals import SharedBatches


def part(batch: Any) -> Any:  # noqa: ANN401
    """Give a device its part of a batch within `over`; elsewhere the whole batch."""
    shared = keras.distribution.distribution()
    return batch if shared is None else shared.part(batch)


def devices(requested: int) -> int:
    """Count the devices of a training: the GPUs requested, or as many as exist.

    Raises:
        ValueError: if there are several, but Keras' backend supports only one.
    """
    count = max(1, min(requested, backends.device_count()))
    if count > 1 and backends.name() != "jax":
        raise ValueError(
            f"the job requests {requested} GPUs, but Keras runs on {backends.name()}, "
            "which trains a model on one: set KERAS_BACKEND=jax, or request one with "
            "--set-resources train_model:gpu=1"
        )
    return count


@contextmanager
def over(devices: int, jit: str | bool) -> Iterator[None]:
    """Train the model that a `with` block builds on several devices.

    Raises:
        ValueError: if there are several and the recipe's `jit` is false.
    """
    if devices == 1:
        yield
        return
    if jit is False:
        raise ValueError(
            f"recipe key 'jit': got false, but a training on {devices} devices must be "
            "compiled: use auto, or request one GPU"
        )
    names = keras.distribution.list_devices()[:devices]
    with SharedBatches(devices=names).scope():
        yield
