"""Optimizers that a recipe can name."""

from typing import Any

import keras

OPTIMIZERS = {
    "adam": keras.optimizers.Adam,
    "adamw": keras.optimizers.AdamW,
    "sgd": keras.optimizers.SGD,
    "rmsprop": keras.optimizers.RMSprop,
    "adadelta": keras.optimizers.Adadelta,
}


def build(
    optimizer: dict[str, Any],
    learning_rate: float | keras.optimizers.schedules.LearningRateSchedule,
    precision: str = "float32",
) -> keras.optimizers.Optimizer:
    """Make the optimizer of a recipe.

    Args:
        optimizer: the recipe's `optimizer`. `momentum` is for sgd only; `clip_norm`
            bounds the global norm of the gradients; `weight_decay` is decoupled from
            the gradient and leaves out biases and the scales of normalizations.
        learning_rate: a number, or a schedule by step.
        precision: the recipe's. Loss scaling keeps float16 gradients from vanishing
            (Micikevicius et al. 2018, arXiv 1710.03740).
    """
    name, decay = optimizer["name"], optimizer["weight_decay"]
    # Keras' AdamW requires a weight decay.
    options = {"weight_decay": decay if name == "adamw" else decay or None}
    if name == "sgd":
        options["momentum"] = optimizer["momentum"]
    built = OPTIMIZERS[name](
        learning_rate=learning_rate, global_clipnorm=optimizer["clip_norm"], **options
    )
    if built.weight_decay is not None:
        built.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    if precision == "mixed_float16":
        return keras.optimizers.LossScaleOptimizer(built)
    return built
