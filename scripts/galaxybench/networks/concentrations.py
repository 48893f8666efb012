"""A head whose probabilities are the means of Dirichlet distributions.

As in Zoobot (Walmsley et al. 2022, arXiv 2102.08414), each class has a concentration
from 1 to 101, 1 + 100 sigmoid of what would be its score before a softmax. Its share of
their sum is the probability. The larger the sum, the more certain the fractions of the
votes. The operations are Keras' own, so that a saved model loads with plain Keras.
"""

import keras
from keras import ops

from galaxybench.machine import internals

LEAST, RANGE = 1.0, 100.0


def with_concentrations(y: keras.KerasTensor, architecture: str) -> keras.KerasTensor:
    """Replace the softmax of a dense last layer, without a weight more or less.

    Args:
        y: (n, classes) probabilities.
        architecture: names it in a message.

    Returns:
        (n, classes) float32 probabilities.

    Raises:
        ValueError: the last layer is another.
    """
    last = internals.source(y)
    softmax = keras.activations.softmax
    if not isinstance(last, keras.layers.Dense) or last.activation is not softmax:
        raise ValueError(
            f"recipe key 'loss.votes': got dirichlet_multinomial, but {architecture} "
            "does not end with a dense layer with a softmax: use cross_entropy"
        )
    last.activation = keras.activations.linear
    return ops.softmax(ops.log(LEAST + RANGE * ops.sigmoid(y)))


def concentrations(classifier: keras.Model) -> keras.Model:
    """Give the part of a classifier that returns its concentrations, (n, classes).

    The classifier has the head of `with_concentrations`, and the same weights.
    """
    tensor = classifier.output
    for _ in ("softmax", "log"):
        tensor = internals.uses(internals.source(tensor))[0][0][0]
    return keras.Model(classifier.input, tensor, name="concentrations")
