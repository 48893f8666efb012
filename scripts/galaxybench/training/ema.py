"""Exponential moving averages of a net's weights, kept beside them while it trains.

Polyak and Juditsky, SIAM J. Control Optim. 30 (1992) 838, in the exponential form of
arXiv 1703.01780. Training uses the raw weights; for validation and saving, the averages
are swapped in.

Keras' own `use_ema` with `SwapEMAWeights` lacks two things. Its decay has no warm-up,
so that the first weights dominate the averages of a short run. And it averages only
trainable weights, while batch normalization statistics of the raw weights do not fit
the averaged ones.
"""

import keras
import numpy as np
from keras import ops


class Averages:
    """Averages of variables, moving statistics of batch normalizations included.

    Attributes:
        variables: the averages and the number of updates, which resuming needs.
    """

    def __init__(self, weights: list[keras.Variable], decay: float) -> None:
        """Start from the weights as they are, leaving out those that are not floats.

        `decay`, between 0 and 1, is the share of the average that an update keeps.
        """
        self.weights = [weight for weight in weights if "float" in weight.dtype]
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

        After t updates the decay is at most (1 + t) / (10 + t), so that even a short
        run forgets the random weights at its start.
        """
        seen = ops.cast(self.updates, "float32")
        share = 1 - ops.minimum(self.decay, (1 + seen) / (10 + seen))
        for average, weight in zip(self.averages, self.weights, strict=True):
            average.assign_add(ops.cast(share, weight.dtype) * (weight - average))
        self.updates.assign_add(1)

    def swap_in(self) -> None:
        """Put the averages in place of the weights until `swap_out`."""
        self._raw = [np.array(ops.convert_to_numpy(w)) for w in self.weights]
        for weight, average in zip(self.weights, self.averages, strict=True):
            weight.assign(average)

    def swap_out(self) -> None:
        """Put the weights back, bit for bit."""
        for weight, raw in zip(self.weights, self._raw, strict=True):
            weight.assign(raw)

    def averaged(self, variables: list[keras.Variable]) -> list[keras.Variable]:
        """List variables, with the averages in place of the weights among them."""
        pairs = zip(self.weights, self.averages, strict=True)
        found = {id(weight): average for weight, average in pairs}
        return [found.get(id(variable), variable) for variable in variables]
