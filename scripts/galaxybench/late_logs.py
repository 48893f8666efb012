"""Callbacks that hear of a batch some batches later: nobody waits for the device.

Keras makes numbers of a batch's loss before any callback sees it, which takes until the
device has done the batch; only then would the next one be read and sent.
"""

from collections import deque
from typing import Any

import keras

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
