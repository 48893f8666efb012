"""Random augmentation of training images, as layers on raw pixels.

The layers run on the device, in training only, before normalization, and are not part
of the saved model. Pixels beyond the border are mirrored: around a galaxy there is sky,
which neither a constant nor a smeared edge resembles. Mixup also needs the labels:
`batches` draws it, and `Mix` blends the images. Only the brightness, which is refused
for fluxes, has a range of values: 0 to 255.
"""

from typing import Any

import keras
import numpy as np
from keras import ops

from galaxybench.machine import backends, internals

# Keeps these draws independent of those from (seed, epoch) in `batches`.
SALT = 2**31


def layers(augmentation: dict[str, Any], seed: int) -> list[keras.layers.Layer]:
    """Make the layers of a recipe's `augmentation`, in the order in which they apply.

    Each takes and returns (n, height, width, channels) pixels 0..255, or fluxes.
    """
    shift, zoom = augmentation["shift"], augmentation["zoom"]
    brightness = augmentation["brightness"]
    # No two layers of a run may draw the same numbers.
    seeds = map(int, np.random.default_rng([seed, SALT]).integers(2**31, size=8))
    # Keras' "horizontal_and_vertical" flips an image both ways or not at all.
    chosen = [
        keras.layers.RandomFlip(mode, seed=next(seeds))
        for mode in sorted(augmentation["flip"])
    ]
    for key, layer, arguments in (
        ("quarter_turns", RandomQuarterTurn, ()),
        ("rotation", keras.layers.RandomRotation, (augmentation["rotation"] / 360,)),
        ("shift", keras.layers.RandomTranslation, (shift, shift)),
        ("zoom", keras.layers.RandomZoom, (zoom,)),
        ("brightness", keras.layers.RandomBrightness, (brightness, (0, 255))),
    ):
        if augmentation[key]:
            chosen.append(layer(*arguments, seed=next(seeds)))
    if backends.name() == "jax":
        for layer in chosen:
            internals.allow_compilation(layer)
    return chosen


class RandomQuarterTurn(keras.layers.Layer):
    """Rotate each square image by 0, 90, 180 or 270 degrees, without interpolation."""

    def __init__(self, seed: int) -> None:
        """Seed the random rotations."""
        super().__init__()
        self.seed_generator = keras.random.SeedGenerator(seed)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Check that the images are square."""
        if input_shape[1] != input_shape[2]:
            raise ValueError(
                "recipe key 'augmentation.quarter_turns' needs square images, got "
                f"{input_shape[1]}x{input_shape[2]}: set it to false or resize"
            )

    def call(self, images: Any, training: bool = False) -> Any:  # noqa: ANN401
        """Rotate images (n, size, size, channels), in training only."""
        if not training:
            return images
        shape = (ops.shape(images)[0], 1, 1, 1)
        turns = keras.random.randint(shape, 0, 4, seed=self.seed_generator)
        turned = ops.flip(ops.transpose(images, (0, 2, 1, 3)), axis=1)
        images = ops.where(turns % 2 == 1, turned, images)
        return ops.where(turns >= 2, ops.flip(images, axis=(1, 2)), images)


class Mix(keras.layers.Layer):
    """Mixup (Zhang et al. 2018, arXiv 1710.09412): blend each image with another.

    Shares and partners come with the batch, whose labels are blended already.
    """

    def call(self, images: Any, partners: Any, shares: Any) -> Any:  # noqa: ANN401
        """Blend images (n, height, width, channels).

        `partners`, (n,) int32, are the places in the batch of the images to blend in.
        An image keeps the share in `shares`, (n,) float32.
        """
        shares = ops.reshape(shares, (-1, 1, 1, 1))
        return shares * images + (1 - shares) * ops.take(images, partners, axis=0)
