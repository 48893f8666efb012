"""A residual net whose predictions do not change when a galaxy is turned or flipped.

Paper: Cohen, Welling 2016, arXiv 1602.07576, the group p4m (flips and quarter turns).
For galaxies, averaging over transformed images: Dieleman, Willett, Dambre 2015,
arXiv 1503.07077.
Variant: the ResNet-18 of `resnet18.py` with group convolutions; 32 maps in the first
stage, which are 4 channels in 8 orientations, doubled from stage to stage.
350,086 parameters at 69x69x3 with 10 classes.
350,014 parameters at 28x28x1 with 10 classes.

Deviations from the paper: the skeleton, a residual net of He et al. 2015 (arXiv
1512.03385) with normalization and ReLU before each convolution; average pooling in
place of strides, because a stride samples an even-sized image off centre; mean over
space and orientations before the last layer; dropout before the last layer.

Flips and quarter turns of the image change the probabilities only by rounding errors.
Works at any image size. The group convolutions are layers of this project: load a saved
model with `galaxybench.networks.saved_models.load_model`.
"""

import keras
from keras import layers

from galaxybench.blocks.dihedral import (
    ORDER,
    DihedralConv2D,
    batch_norm,
    halve,
    ungroup,
)
from galaxybench.blocks.heads import connect_head

FLOPS_PER_PIXEL = 69_000
OPTIONS = {"width": {"minimum": 8, "maximum": 512, "multipleOf": 8}}

STAGES, BLOCKS = 4, 2


def build(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    width: int = 32,
    dropout: float = 0.2,
    batch_norm_momentum: float = 0.9,
) -> keras.KerasTensor:
    """Connect the net to `inputs`.

    `width` is the number of maps of the first stage, doubled in each of the next three.

    Raises:
        ValueError: if `width` is not a multiple of 8.
    """
    if width % ORDER or width < ORDER:
        raise ValueError(
            f"width {width} of d4_resnet: choose a multiple of {ORDER}, one map per "
            "orientation"
        )

    def activation(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
        x = batch_norm(x, batch_norm_momentum, f"{name}_bn")
        return layers.ReLU(name=f"{name}_relu")(x)

    x = DihedralConv2D(width // ORDER, 3, lifting=True, name="stem_conv")(inputs)
    x = halve(x, "stem_pool")
    for stage in range(STAGES):
        filters = width // ORDER * 2**stage
        for block in range(BLOCKS):
            name = f"stage{stage + 1}_block{block + 1}"
            y = activation(x, f"{name}_1")
            # A block that changes the shape projects its normalized input.
            if stage and not block:
                y = halve(y, f"{name}_pool")
                x = DihedralConv2D(filters, 1, name=f"{name}_shortcut")(y)
            y = DihedralConv2D(filters, 3, name=f"{name}_1_conv")(y)
            y = activation(y, f"{name}_2")
            y = DihedralConv2D(filters, 3, name=f"{name}_2_conv")(y)
            x = layers.Add(name=f"{name}_add")([x, y])
    x = activation(x, "last")
    return connect_head(ungroup(x), classes, "average", dropout)
