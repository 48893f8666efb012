"""Sharpness-aware minimization, SAM (Foret et al. 2021, arXiv 2010.01412).

A step computes the gradient at w, moves from w a distance rho up that gradient,
computes the gradient there, and lets the optimizer apply this second gradient at w.
Momentum, clipping and weight decay belong to the optimizer: they see only the second.

Both passes evaluate the same function. The batch is augmented (and mixed) once. Dropout
draws the same masks in both. Batch normalizations use the statistics of the batch in
both passes and update their moving ones in the first. Loss and metrics are those of the
first pass.
"""

from typing import Any

import keras
import tensorflow as tf
from keras import ops

from galaxybench.blocks.batch_norm import batch_normalizations

# Keeps a gradient of zeros from becoming NaN.
TINY = 1e-12


def step(model: keras.Model, data: tuple) -> dict[str, Any]:
    """Train on one batch within the graph of `fit`, and return the logs.

    Args:
        model: a compiled `TrainingModel`; its `radius` is rho, the norm of the step
            away from w, over all trainable variables.
        data: (x, y) or (x, y, sample_weight), as `fit` passes it to a train step.
    """
    x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
    images, classifier = model.augmentation(x, training=True), model.classifier
    variables = model.trainable_variables
    random, statistics = _random_states(classifier), _moving_statistics(classifier)

    def descend() -> tuple:
        with tf.GradientTape() as tape:
            y_pred = model.learner(images, training=True)
            loss = model.compute_loss(x, y, y_pred, sample_weight, training=True)
            scaled = model.optimizer.scale_loss(loss)
        return y_pred, loss, tape.gradient(scaled, variables)

    drawn, weights = _values(random), _values(variables)
    y_pred, loss, gradients = descend()
    moved = _values(statistics)

    way = model.radius / (tf.linalg.global_norm(gradients) + TINY)
    for variable, gradient in zip(variables, gradients, strict=True):
        if gradient is not None:
            variable.assign_add(ops.cast(way, variable.dtype) * gradient)
    _assign(random, drawn)
    _, _, gradients = descend()
    # Assigned rather than subtracted, so that the weights come back bit for bit.
    _assign(variables, weights)
    _assign(statistics, moved)

    model.optimizer.apply_gradients(zip(gradients, variables, strict=True))
    mean = next(metric for metric in model.metrics if metric.name == "loss")
    mean.update_state(loss, sample_weight=ops.shape(y)[0])
    return model.compute_metrics(x, y, y_pred, sample_weight=sample_weight)


def _random_states(model: keras.Model) -> list[keras.Variable]:
    """States of the random generators: variables that are not weights."""
    weights = {id(weight) for weight in model.weights}
    return [variable for variable in model.variables if id(variable) not in weights]


def _moving_statistics(model: keras.Model) -> list[keras.Variable]:
    return [
        variable
        for layer in batch_normalizations(model)
        for variable in (layer.moving_mean, layer.moving_variance)
    ]


def _values(variables: list[keras.Variable]) -> list[tf.Tensor]:
    return [tf.identity(ops.convert_to_tensor(variable)) for variable in variables]


def _assign(variables: list[keras.Variable], values: list[tf.Tensor]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
