"""ResNet-18, a small residual net for galaxies of 69 pixels, trained from scratch.

Paper: He, Zhang, Ren, Sun 2015, arXiv 1512.03385.
Variant: 18 layers with weights in eight basic blocks of two 3x3 convolutions, stem for
small images, 16 channels in the first stage (the paper: 64), doubled from stage to
stage.
702,970 parameters at 69x69x3 with 10 classes.
702,682 parameters at 28x28x1 with 10 classes.

Deviations from the paper: a 3x3 stem of stride 2 in place of 7x7 of stride 2 and max
pooling, so that the last maps of 69 pixels are 5x5 and not 3x3; fewer channels, for
speed on a CPU (`width: 64` is the paper's); normalization and ReLU before each
convolution, as in arXiv 1603.05027; dropout before the last layer. Works at any image
size.
"""

from functools import partial

import keras
from keras import layers

from galaxybench.blocks.heads import connect_head

FLOPS_PER_PIXEL = 17_000
OPTIONS = {"width": {"minimum": 1, "maximum": 512}}

STAGES, BLOCKS = 4, 2


def build(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    width: int = 16,
    dropout: float = 0.2,
    batch_norm_momentum: float = 0.9,
) -> keras.KerasTensor:
    """Connect the net to `inputs`.

    `width` is the number of channels of the first stage; each next stage doubles it.
    """
    convolution = partial(
        layers.Conv2D, padding="same", use_bias=False, kernel_initializer="he_normal"
    )

    def activation(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
        bn = layers.BatchNormalization(momentum=batch_norm_momentum, name=f"{name}_bn")
        return layers.ReLU(name=f"{name}_relu")(bn(x))

    x = convolution(width, 3, 2, name="stem_conv")(inputs)
    for stage in range(STAGES):
        for block in range(BLOCKS):
            name = f"stage{stage + 1}_block{block + 1}"
            filters = width * 2**stage
            strides = 2 if stage and not block else 1
            y = activation(x, f"{name}_1")
            # A block that changes the shape projects its normalized input.
            if x.shape[-1] != filters:
                x = convolution(filters, 1, strides, name=f"{name}_shortcut")(y)
            y = convolution(filters, 3, strides, name=f"{name}_1_conv")(y)
            y = activation(y, f"{name}_2")
            y = convolution(filters, 3, name=f"{name}_2_conv")(y)
            x = layers.Add(name=f"{name}_add")([x, y])
    x = activation(x, "last")
    return connect_head(x, classes, "average", dropout)
