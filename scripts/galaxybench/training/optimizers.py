"""Optimizers that a recipe can name."""

from typing import Any

import keras


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

    Raises:
        ValueError: if the name is unknown.
    """
    name = optimizer["name"]
    options = {
        "learning_rate": learning_rate,
        "weight_decay": optimizer["weight_decay"] or None,
        "global_clipnorm": optimizer["clip_norm"],
    }
    match name:
        case "adam":
            built = keras.optimizers.Adam(**options)
        case "adamw":
            # Keras' AdamW requires a weight decay.
            options["weight_decay"] = optimizer["weight_decay"]
            built = keras.optimizers.AdamW(**options)
        case "sgd":
            built = keras.optimizers.SGD(momentum=optimizer["momentum"], **options)
        case "rmsprop":
            built = keras.optimizers.RMSprop(**options)
        case "adadelta":
            built = keras.optimizers.Adadelta(**options)
        case _:
            raise ValueError(
                f"recipe key 'optimizer.name': got {name!r}, "
                "use adam, adamw, sgd, rmsprop or adadelta"
            )
    if built.weight_decay is not None:
        built.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    if precision == "mixed_float16":
        return keras.optimizers.LossScaleOptimizer(built)
    return built
