"""The head of a net that has a backbone: pooling, dropout and one dense layer."""

import keras
from keras import layers


def connect_head(
    features: keras.KerasTensor, classes: int, head: str, dropout: float
) -> keras.KerasTensor:
    """Connect pooling, dropout and a softmax layer to the output of a backbone.

    `features` are (n, height, width, channels), or (n, channels) if pooled already.
    `head` is "average" (global average pooling) or "flatten" (no pooling).

    Returns:
        (n, classes) float32 probabilities. The layers' names start with "head".

    Raises:
        ValueError: if `head` is unknown.
    """
    if head not in ("average", "flatten"):
        raise ValueError(f"model option 'head': got {head!r}, use average or flatten")
    x = features
    if head == "flatten":
        x = layers.Flatten(name="head_flatten")(x)
    elif len(x.shape) == 4:
        x = layers.GlobalAveragePooling2D(name="head_pool")(x)
    if dropout:
        x = layers.Dropout(dropout, name="head_dropout")(x)
    return layers.Dense(
        classes, activation="softmax", dtype="float32", name="head_dense"
    )(x)
