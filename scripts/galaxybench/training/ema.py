"""Exponential moving averages of a net's weights, kept beside them while it trains.

Polyak and Juditsky, SIAM J. Control Optim. 30 (1992) 838, in the exponential form of
arXiv 1703.01780. Training goes on with the raw weights; whoever judges or saves the net
shows the averages in their place for as long as that takes.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import keras
import numpy as np
from keras import ops


class Averages:
    """Averages of variables, and the number of updates they have seen.

    Moving statistics of batch normalizations are averaged too: those of the raw weights
    do not fit the averaged ones.

    Attributes:
        variables: all that has to be kept for an interrupted run to go on alike.
    """

    def __init__(self, weights: list[keras.Variable], decay: float) -> None:
        """Start from the weights as they are.

        Args:
            weights: variables to average; those that hold no floats are left out.
            decay: what an update leaves of the average, above 0 and below 1.
        """
        self.weights = [w for w in weights if keras.backend.is_float_dtype(w.dtype)]
        self.decay = decay
        self.updates = keras.Variable(0, dtype="int64", trainable=False, name="updates")
        self.averages = [
            keras.Variable(ops.convert_to_tensor(w), dtype=w.dtype, trainable=False)
            for w in self.weights
        ]
        self.variables = [self.updates, *self.averages]
        self._raw: list[np.ndarray] = []

    def update(self) -> None:
        """Move the averages towards the weights; callable within a graph.

        After t updates the decay is at most (1 + t) / (10 + t), so that the random
        weights at the start are soon forgotten, however short the run.
        """
        seen = ops.cast(self.updates, "float32")
        share = 1 - ops.minimum(self.decay, (1 + seen) / (10 + seen))
        for average, weight in zip(self.averages, self.weights, strict=True):
            average.assign_add(ops.cast(share, weight.dtype) * (weight - average))
        self.updates.assign_add(1)

    def show(self) -> None:
        """Put the averages in the weights' place until `hide`."""
        self._raw = [np.array(ops.convert_to_numpy(w)) for w in self.weights]
        for weight, average in zip(self.weights, self.averages, strict=True):
            weight.assign(average)

    def hide(self) -> None:
        """Put the weights back, to the bit."""
        for weight, raw in zip(self.weights, self._raw, strict=True):
            weight.assign(raw)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """`show` on entry, `hide` on exit."""
        self.show()
        try:
            yield
        finally:
            self.hide()
