"""One training on several devices: each takes a part of every batch.

Data parallelism by Keras' own distribution, which JAX alone carries out: one program
over all devices, so that the loss, the statistics of batch normalizations and the
metrics are those of the whole batch, and what is drawn at random is what one device
would draw. All weights are on every device.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras

from galaxybench.machine import backends


class SharedBatches(keras.distribution.DataParallel):
    """Keras' data parallelism for batches of any size.

    Keras hands out the batches of an epoch as it did the first, which fails where the
    last one is smaller and does not divide by the devices. Here every device gets the
    whole batch, as raw uint8 pixels, and the compiled step takes its part of it.
    """

    def get_data_layout(self, data_shape: tuple) -> keras.distribution.TensorLayout:
        """Give every device all of a batch."""
        axes = [None] * len(data_shape)
        return keras.distribution.TensorLayout(axes, self.device_mesh)

    def part(self, batch: Any) -> Any:  # noqa: ANN401
        """Let each device work on its part of a batch; within a compiled step."""
        return keras.tree.map_structure(
            lambda values: keras.distribution.distribute_tensor(
                values, super(SharedBatches, self).get_data_layout(values.shape)
            ),
            batch,
        )


def part(batch: Any) -> Any:  # noqa: ANN401
    """What a device works on: its part of a batch within `over`, or else all of it."""
    shared = keras.distribution.distribution()
    return batch if shared is None else shared.part(batch)


def devices(asked: int) -> int:
    """How many devices a training takes: as many as it asks for, if there are so many.

    Args:
        asked: graphics cards; on processors there is one device, whatever is asked.

    Raises:
        ValueError: if there are several and Keras' backend cannot share a training out.
    """
    count = max(1, min(asked, backends.device_count()))
    if count > 1 and backends.name() != "jax":
        raise ValueError(
            f"the job asks for {asked} graphics cards, but Keras runs on "
            f"{backends.name()}, which trains a model on one: set KERAS_BACKEND=jax, "
            "or ask for one with --set-resources train_model:gpu=1"
        )
    return count


@contextmanager
def over(devices: int, jit: str | bool) -> Iterator[None]:
    """Train what is built in a `with` block on several devices.

    Args:
        devices: as `devices` counts them; 1 changes nothing.
        jit: the recipe's.

    Raises:
        ValueError: if the step is not to be compiled.
    """
    if devices == 1:
        yield
        return
    if jit is False:
        raise ValueError(
            f"recipe key 'jit': got false, but a training on {devices} devices has to "
            "be compiled: use auto, or ask for one graphics card"
        )
    names = keras.distribution.list_devices()[:devices]
    with SharedBatches(devices=names).scope():
        yield
