"""Uses of Keras and TensorFlow beyond their documented interface.

An upgrade of either library should break nothing outside this file. One function or
class per need, each with its reason; `tests/machine/test_internals.py` has a test for
each, which says what stops working.
"""

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import keras

if TYPE_CHECKING:
    import tensorflow as tf


def disable_determinism() -> None:
    """Undo `tf.config.experimental.enable_op_determinism`, which has no public inverse.

    Tuning tries deterministic and compiled settings in one process, and Keras compiles
    nothing with XLA while operations are deterministic.
    """
    from tensorflow.python.framework import config

    config.disable_op_determinism()


def uses(operation: keras.Operation) -> list[tuple[list, list]]:
    """List how often an operation is applied in functional models, and to what.

    `Layer.input` and `Layer.output` are public but fail for a layer that is used twice.

    Returns:
        The Keras tensors that go in and those that come out, for each use.
    """
    return [(node.input_tensors, node.outputs) for node in operation._inbound_nodes]


def source(tensor: keras.KerasTensor) -> keras.Operation:
    """Find the operation that a tensor of a functional model comes from."""
    return tensor._keras_history.operation


def replace_call(layer: keras.layers.Layer, call: Callable) -> None:
    """Let a built layer compute something else, without a trace in the saved model.

    A subclass would be written to the `.keras` file, which then no longer loads with
    plain Keras. The layer must not have been traced. The new `call` takes the layer,
    its own `call`, and the arguments of that one.
    """
    layer.call = partial(call, layer, layer.call)


def fused_batch_norm(
    x: "tf.Tensor", scale: "tf.Tensor", offset: "tf.Tensor", epsilon: float
) -> tuple:
    """Normalize a batch in TensorFlow's one operation for it, a relic of version 1.

    `tf.nn.batch_normalization`, which replaced it, is made of many operations. `x` is
    (n, height, width, channels), scale and offset are (channels,) float32.

    Returns:
        The normalized batch; mean and unbiased variance of each channel, float32.
    """
    import tensorflow as tf

    return tf.compat.v1.nn.fused_batch_norm(
        x, scale, offset, epsilon=epsilon, is_training=True
    )


def allow_compilation(layer: keras.layers.Layer) -> None:
    """Let XLA compile a layer that Keras declares not compilable.

    Keras does so for TensorFlow's sake on every backend, and one such layer keeps the
    whole training step from being compiled.
    """
    layer.supports_jit = True


def split_step(arguments: tuple) -> tuple[tuple, Any]:
    """Separate the arguments of `train_step` or `test_step` into state and batch.

    Keras gives both to JAX, whose steps are stateless, and the batch alone to the other
    backends.
    """
    *state, batch = arguments
    return tuple(state), batch


class LateCallbacks(keras.callbacks.CallbackList):
    """Callbacks that are told of the end of a batch after later batches have started.

    `fit` reads the logs of a batch when a callback wants them, and so blocks until the
    device has finished that batch. If `fit` is given a `CallbackList`, it uses that
    list. All batches are reported before validation begins and before the epoch ends,
    except for those after one on which a callback has stopped the training.
    """

    def __init__(
        self,
        callbacks: list[keras.callbacks.Callback],
        model: keras.Model,
        epochs: int,
        late: int,
    ) -> None:
        """Prepare one call of `fit`, which gets this list instead of `callbacks`.

        `late` calls of `on_train_batch_end` are held back.
        """
        self.waiting: deque[tuple[int, dict[str, Any]]] = deque()
        self.late = late
        super().__init__(callbacks, add_history=True, model=model, epochs=epochs)

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Drop the batches that a stopped epoch left unreported."""
        self.waiting.clear()
        super().on_epoch_begin(epoch, logs)

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Hold this batch back, and report an earlier one."""
        self.waiting.append((batch, logs))
        if len(self.waiting) > self.late:
            super().on_train_batch_end(*self.waiting.popleft())

    def on_test_begin(self, logs: dict | None = None) -> None:
        """Report the epoch's last batches first."""
        self._catch_up()
        super().on_test_begin(logs)

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Report the epoch's last batches first."""
        self._catch_up()
        super().on_epoch_end(epoch, logs)

    def _catch_up(self) -> None:
        while self.waiting and not self.model.stop_training:
            super().on_train_batch_end(*self.waiting.popleft())


class SharedBatches(keras.distribution.DataParallel):
    """Keras' data parallelism for batches of any size.

    Keras lays out all batches of an epoch like the first, which fails where the last
    one is smaller and does not divide by the number of devices. Here every device gets
    the whole batch, as raw uint8 pixels, and the compiled step takes its part of it.
    """

    def get_data_layout(self, data_shape: tuple) -> keras.distribution.TensorLayout:
        """Give every device all of a batch."""
        axes = [None] * len(data_shape)
        return keras.distribution.TensorLayout(axes, self.device_mesh)

    def part(self, batch: Any) -> Any:  # noqa: ANN401
        """Let each device work on its part of a batch; within a compiled step."""
        divided = super().get_data_layout

        def part_of(values: Any) -> Any:  # noqa: ANN401
            return keras.distribution.distribute_tensor(values, divided(values.shape))

        return keras.tree.map_structure(part_of, batch)
