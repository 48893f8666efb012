"""Loss and accuracy batch by batch, kept on the device until the epoch is over.

Keras shows a callback no batch of its own where the device takes several in a row, and
of every batch only the means over the epoch so far.
"""

from typing import Any

import keras
import numpy as np
from keras import ops

COLUMNS = ("loss", "accuracy")
QUARTILES = (25, 75)


class BatchLog:
    """What a training step logs, for the batches of one epoch."""

    def __init__(self, batches: int) -> None:
        """Make room.

        Args:
            batches: in an epoch.
        """
        # An index is compared, not counted, so that the step compiles for any device.
        self.places = np.arange(batches, dtype=np.float32)[:, None]
        self.means = keras.Variable(
            np.zeros((batches, len(COLUMNS)), np.float32), trainable=False, name="means"
        )
        # A float, which every backend has on its device, and exact for 16 million.
        self.batch = keras.Variable(0.0, trainable=False, name="batch")

    def restart(self) -> None:
        """Begin an epoch."""
        self.batch.assign(0)

    def write(self, logs: dict[str, Any]) -> None:
        """Keep the logs of a step, means over the epoch so far; runs in its graph."""
        row = ops.stack([ops.cast(logs[name], "float32") for name in COLUMNS])
        now = ops.equal(self.places, self.batch)
        self.means.assign(ops.where(now, row, ops.convert_to_tensor(self.means)))
        self.batch.assign_add(1)

    def values(self, images: int, batch_size: int) -> np.ndarray:
        """Loss and accuracy of the batches of the epoch so far.

        Args:
            images: of the whole epoch, for the last batch may be smaller.
            batch_size: images in every other batch.

        Returns:
            (batches so far, 2) float64.
        """
        count = int(ops.convert_to_numpy(self.batch))
        means = ops.convert_to_numpy(self.means)[:count].astype(float)
        seen = np.minimum(np.arange(1, count + 1) * batch_size, images)[:, None]
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


class WriteBatches(keras.callbacks.Callback):
    """Writes a model's batch log where its training step cannot: not on TensorFlow."""

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        """Keep the logs of a step."""
        self.model.batch_log.write(logs)
