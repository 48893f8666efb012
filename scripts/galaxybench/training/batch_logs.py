"""Loss and accuracy of every batch of an epoch.

They are computed from Keras' logs, which are means over the epoch so far.
"""

from typing import Any

import keras
import numpy as np
from keras import ops

COLUMNS = ("loss", "accuracy")
QUARTILES = (25, 75)


class BatchLog:
    """The logs of the training steps of one epoch."""

    def __init__(self) -> None:
        """Start with an empty log."""
        self.rows: list[list[float]] = []

    def restart(self) -> None:
        """Begin an epoch."""
        self.rows = []

    def write(self, logs: dict[str, Any]) -> None:
        """Store the logs of a step, which are means over the epoch so far."""
        self.rows.append([float(logs[name]) for name in COLUMNS])

    def means(self) -> np.ndarray:
        """Running means of loss and accuracy: (batches so far, 2) float64."""
        return np.array(self.rows, float).reshape(-1, len(COLUMNS))

    def values(self, images: int, batch_size: int) -> np.ndarray:
        """Loss and accuracy of each batch so far: (batches, 2) float64.

        `images` is the number of images in a whole epoch, whose last batch may be
        smaller.
        """
        means = self.means()
        seen = np.arange(1, len(means) + 1) * batch_size
        seen = np.minimum(seen, images)[:, None]
        sizes = np.diff(seen, axis=0, prepend=0)
        return np.diff(means * seen, axis=0, prepend=0) / sizes

    def quartiles(self, images: int, batch_size: int) -> dict[str, float]:
        """Quartiles of `values`: loss_q25, loss_q75, accuracy_q25, accuracy_q75.

        They are NaN before the first batch.
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

    For TensorFlow, which takes several steps before a callback runs.
    """

    def __init__(self, batches: int) -> None:
        """Allocate the log of an epoch of `batches` batches."""
        # An index is compared, not counted, so that the step compiles for any device.
        self.places = np.arange(batches, dtype=np.float32)[:, None]
        self.written = keras.Variable(
            np.zeros((batches, len(COLUMNS)), np.float32), trainable=False
        )
        # A float, which every device supports, exact up to 16 million.
        self.batch = keras.Variable(0.0, trainable=False)

    def restart(self) -> None:
        """Begin an epoch."""
        self.batch.assign(0)

    def write(self, logs: dict[str, Any]) -> None:
        """Store the logs of a step, means over the epoch so far; runs in its graph."""
        row = ops.stack([ops.cast(logs[name], "float32") for name in COLUMNS])
        now = ops.equal(self.places, self.batch)
        self.written.assign(ops.where(now, row, ops.convert_to_tensor(self.written)))
        self.batch.assign_add(1)

    def means(self) -> np.ndarray:
        """Running means of loss and accuracy: (batches so far, 2) float64."""
        count = int(ops.convert_to_numpy(self.batch))
        return ops.convert_to_numpy(self.written)[:count].astype(float)
