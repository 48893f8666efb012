"""Loss and accuracy batch by batch, until the epoch is over.

Keras tells of every batch only the means over the epoch so far.
"""

from collections import deque
from typing import Any

import keras
import numpy as np
from keras import ops

COLUMNS = ("loss", "accuracy")
QUARTILES = (25, 75)


class BatchLog:
    """What training steps log, for the batches of one epoch."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.rows: list[list[float]] = []

    def restart(self) -> None:
        """Begin an epoch."""
        self.rows = []

    def write(self, logs: dict[str, Any]) -> None:
        """Keep the logs of a step, means over the epoch so far."""
        self.rows.append([float(logs[name]) for name in COLUMNS])

    def means(self) -> np.ndarray:
        """What was written: (batches so far, 2) float64."""
        return np.array(self.rows, float).reshape(-1, len(COLUMNS))

    def values(self, images: int, batch_size: int) -> np.ndarray:
        """Loss and accuracy of the batches of the epoch so far.

        Args:
            images: of the whole epoch, for the last batch may be smaller.
            batch_size: images in every other batch.

        Returns:
            (batches so far, 2) float64.
        """
        means = self.means()
        seen = np.arange(1, len(means) + 1) * batch_size
        seen = np.minimum(seen, images)[:, None]
        sizes = np.diff(seen, axis=0, prepend=0)
        return np.diff(means * seen, axis=0, prepend=0) / sizes

    def quartiles(self, images: int, batch_size: int) -> dict[str, float]:
        """Quartiles over the batches of the epoch so far.

        Args:
            images: as `values` takes it.
            batch_size: as `values` takes it.

        Returns:
            loss_q25, loss_q75, accuracy_q25, accuracy_q75; NaN before any batch.
        """
        values = self.values(images, batch_size)
        if not len(values):
            values = np.full((1, len(COLUMNS)), np.nan)
        return {
            f"{name}_q{q}": float(np.percentile(values[:, column], q))
            for column, name in enumerate(COLUMNS)
            for q in QUARTILES
        }


class GraphBatchLog(BatchLog):
    """A log on the device, written by the training step itself.

    For TensorFlow, which takes several steps in a row before a callback sees any.
    """

    def __init__(self, batches: int) -> None:
        """Make room.

        Args:
            batches: in an epoch.
        """
        # An index is compared, not counted, so that the step compiles for any device.
        self.places = np.arange(batches, dtype=np.float32)[:, None]
        self.written = keras.Variable(
            np.zeros((batches, len(COLUMNS)), np.float32),
            trainable=False,
            name="written",
        )
        # A float, which every device holds, and exact for 16 million.
        self.batch = keras.Variable(0.0, trainable=False, name="batch")

    def restart(self) -> None:
        """Begin an epoch."""
        self.batch.assign(0)

    def write(self, logs: dict[str, Any]) -> None:
        """Keep the logs of a step, means over the epoch so far; runs in its graph."""
        row = ops.stack([ops.cast(logs[name], "float32") for name in COLUMNS])
        now = ops.equal(self.places, self.batch)
        self.written.assign(ops.where(now, row, ops.convert_to_tensor(self.written)))
        self.batch.assign_add(1)

    def means(self) -> np.ndarray:
        """What was written: (batches so far, 2) float64."""
        count = int(ops.convert_to_numpy(self.batch))
        return ops.convert_to_numpy(self.written)[:count].astype(float)


class WriteBatches(keras.callbacks.Callback):
    """Writes a model's batch log where its training step does not."""

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        """Keep the logs of a step."""
        self.model.batch_log.write(logs)


LATE = 8
"""Batches that a device may be behind."""


class LateLogs(keras.callbacks.CallbackList):
    """Callbacks, each batch of which comes when later ones are on their way.

    All batches have come before validation begins and before the epoch ends, but for
    those after one on which a callback stopped the training.
    """

    def __init__(
        self, callbacks: list[keras.callbacks.Callback], model: keras.Model, epochs: int
    ) -> None:
        """Prepare a call of `fit`.

        Args:
            callbacks: what Keras' `fit` would take; it gets this list instead.
            model: compiled; what is trained.
            epochs: the `epochs` of the call.
        """
        self.waiting: deque[tuple[int, dict[str, Any]]] = deque()
        self.late = -(-LATE // model.steps_per_execution)
        super().__init__(callbacks, add_history=True, model=model, epochs=epochs)

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Begin without what a stopped epoch has left."""
        self.waiting.clear()
        super().on_epoch_begin(epoch, logs)

    def on_train_batch_end(
        self, batch: int, logs: dict[str, Any] | None = None
    ) -> None:
        """Keep this batch for later, and tell of an earlier one."""
        self.waiting.append((batch, logs))
        if len(self.waiting) > self.late:
            super().on_train_batch_end(*self.waiting.popleft())

    def on_test_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Tell of the epoch's last batches first."""
        self._catch_up()
        super().on_test_begin(logs)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Tell of the epoch's last batches first."""
        self._catch_up()
        super().on_epoch_end(epoch, logs)

    def _catch_up(self) -> None:
        while self.waiting and not self.model.stop_training:
            super().on_train_batch_end(*self.waiting.popleft())
