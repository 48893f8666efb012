"""The loss of numbers of votes: how unlikely they are (arXiv 2102.08414).

Volunteers agree more on some images than on others. So the fractions of an image are
thought to be drawn from a Dirichlet distribution, and its votes from these fractions.
"""

from typing import Any

import keras
from keras import ops

SHIFT = 4
"""Stirling's series is used from concentration + SHIFT on, where float32 has its
rounding as the larger error."""


class DirichletMultinomial(keras.losses.Loss):
    """The negative log-likelihood of votes, averaged over images.

    Numbers of votes need not be whole, since gamma functions are not either.
    """

    def call(self, votes: Any, concentrations: Any) -> Any:  # noqa: ANN401
        """Compute the loss of each image, (n,).

        Args:
            votes: (n, classes) numbers of votes.
            concentrations: (n, classes), above 0; exact to float32 from 1 on.
        """
        concentrations = ops.convert_to_tensor(concentrations)
        votes = ops.cast(votes, concentrations.dtype)
        total = ops.sum(votes, axis=-1)
        ways = log_rising(ops.ones_like(total), total)
        ways -= ops.sum(log_rising(ops.ones_like(votes), votes), axis=-1)
        likelihood = ops.sum(log_rising(concentrations, votes), axis=-1)
        likelihood -= log_rising(ops.sum(concentrations, axis=-1), total)
        return -(ways + likelihood)


def log_rising(start: Any, steps: Any) -> Any:  # noqa: ANN401
    """Compute log gamma(start + steps) - log gamma(start), without either of the two.

    Both would be large and nearly equal. Keras has no log gamma for all backends.

    Args:
        start: tensor, above 0.
        steps: tensor of the same shape, 0 or more.
    """
    low = start + SHIFT
    high = low + steps
    difference = steps * ops.log(high) - steps
    difference += (low - 0.5) * ops.log1p(steps / low)
    difference += _series(high) - _series(low)
    for number in range(SHIFT):
        difference -= ops.log1p(steps / (start + number))
    return difference


def _series(x: Any) -> Any:  # noqa: ANN401
    """Compute the terms of Stirling's series that fall with x."""
    square = x * x
    return (1 / 12 - (1 / 360 - 1 / (1260 * square)) / square) / x
