"""MobileNetV2, inverted residuals with narrow bottlenecks, designed for phones.

Paper: Sandler, Howard, Zhu, Zhmoginov, Chen 2018, arXiv 1801.04381.
Variant: the paper's; `alpha` is its width multiplier. The layers with weights are in
the same order as in Keras, so that its weights can be copied one by one. `small_images`
is the form for 32 pixels: the stem and the second stage have stride 1, so that the last
maps are 4x4. With alpha 0.5 and 100 classes it has 815,780 trainable parameters.
3,538,984 parameters at 224x224x3 with 1000 classes.
2,270,794 parameters at 69x69x3 with 10 classes.

Deviations from the paper: none in the layers; where alpha is below 1 the last
convolution keeps its 1280 channels, as in the paper. Batch normalization has epsilon
0.001 as in Keras and momentum 0.9 by default (Keras: 0.999, too slow for short runs).
Works at any image size.

There are no WEIGHTS: Keras publishes files for this net, but no checksums. To use them,
name a file with the same `alpha` in the recipe: `weights: <path>`.
"""

import keras
from keras import layers

from galaxybench.blocks.heads import connect_head

FLOPS_PER_PIXEL = 12_000
OPTIONS = {"alpha": {"minimum": 0.05, "maximum": 4}}
NORMALIZATION = "signed"

# Expansion, channels, blocks, stride of the first block: table 2 of the paper.
STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
STEM_CHANNELS, LAST_CHANNELS = 32, 1280

application = keras.applications.MobileNetV2


def build(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    alpha: float = 1.0,
    small_images: bool = False,
    head: str = "average",
    dropout: float = 0.2,
    batch_norm_momentum: float = 0.9,
) -> keras.KerasTensor:
    """Connect the net to `inputs`.

    `alpha` multiplies the width of every layer but the last, rounded to 8 channels.
    `small_images` sets stride 1 in the stem and in the second stage.
    """
    strides = 1 if small_images else 2
    filters = _channels(STEM_CHANNELS, alpha)
    stem = layers.Conv2D(
        filters, 3, strides, padding="same", use_bias=False, name="stem_conv"
    )
    x = _normalized(stem(inputs), batch_norm_momentum, "stem_conv", relu=True)
    for stage, (expansion, channels, blocks, stride) in enumerate(STAGES, 1):
        filters = _channels(channels, alpha)
        for number in range(1, blocks + 1):
            small = small_images and stage == 2
            strides = stride if number == 1 and not small else 1
            name = f"stage{stage}_block{number}"
            x = _block(x, filters, strides, expansion, batch_norm_momentum, name)
    filters = _channels(LAST_CHANNELS, max(alpha, 1.0))
    x = _pointwise(x, filters, batch_norm_momentum, "last_conv", relu=True)
    return connect_head(x, classes, head, dropout)


def _block(
    x: keras.KerasTensor,
    filters: int,
    strides: int,
    expansion: int,
    momentum: float,
    name: str,
) -> keras.KerasTensor:
    """Inverted residual: expand, filter each channel by itself, project."""
    y = x
    if expansion > 1:
        expanded = expansion * x.shape[-1]
        y = _pointwise(y, expanded, momentum, f"{name}_expand", relu=True)
    y = layers.DepthwiseConv2D(
        3, strides=strides, padding="same", use_bias=False, name=f"{name}_depthwise"
    )(y)
    y = _normalized(y, momentum, f"{name}_depthwise", relu=True)
    y = _pointwise(y, filters, momentum, f"{name}_project", relu=False)
    same = strides == 1 and filters == x.shape[-1]
    return layers.Add(name=f"{name}_add")([x, y]) if same else y


def _pointwise(
    x: keras.KerasTensor, filters: int, momentum: float, name: str, relu: bool
) -> keras.KerasTensor:
    x = layers.Conv2D(filters, 1, use_bias=False, name=name)(x)
    return _normalized(x, momentum, name, relu)


def _normalized(
    x: keras.KerasTensor, momentum: float, name: str, relu: bool
) -> keras.KerasTensor:
    x = layers.BatchNormalization(momentum=momentum, epsilon=1e-3, name=f"{name}_bn")(x)
    return layers.ReLU(6.0, name=f"{name}_relu")(x) if relu else x


def _channels(number: int, alpha: float) -> int:
    """Round `number * alpha` to a multiple of 8, losing no more than a tenth."""
    wanted = int(number * alpha)
    nearest = max(8, (wanted + 4) // 8 * 8)
    return nearest if nearest >= 0.9 * wanted else nearest + 8
