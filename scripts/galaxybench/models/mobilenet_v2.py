"""MobileNetV2, inverted residuals: wide inside, narrow between, for phones.

Paper: Sandler, Howard, Zhu, Zhmoginov, Chen 2018, arXiv 1801.04381.
Variant: the paper's; `alpha` is its width multiplier. The layers with weights stand in
the order of Keras' own, so that its weights can be copied one by one. `small_images` is
the form for 32 pixels: stem and second stage with stride 1, so that 32 pixels end as
4x4. With alpha 0.5 and 100 classes it has 815,780 trainable parameters.
3,538,984 parameters at 224x224x3 with 1000 classes.
2,270,794 parameters at 69x69x3 with 10 classes.

Deviations from the paper: none in the layers; where alpha is below 1 the last
convolution keeps its 1280 channels, as in the paper. Batch normalization has epsilon
0.001 as in Keras and momentum 0.9 by default (Keras: 0.999, too slow for short runs).
Works at any image size.

There are no WEIGHTS: Keras publishes files, but no checksums, for this net. Name a file
of your own, of the same `alpha`, by the recipe's `weights: <path>`.
"""

from typing import Any

import keras
from keras import layers

from galaxybench.blocks.heads import connect_head

FLOPS_A_PIXEL = 12_000
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


def application(*, alpha: float = 1.0, **options: Any) -> keras.Model:  # noqa: ANN401
    """Build the Keras application whose weights fit this net.

    Args:
        alpha: multiplies the width of every layer.
        options: of `keras.applications.MobileNetV2`.

    Returns:
        The application, with random weights.
    """
    return keras.applications.MobileNetV2(alpha=alpha, weights=None, **options)


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

    Args:
        inputs: (n, height, width, channels), normalized.
        classes: number of classes.
        alpha: multiplies the width of every layer but the last, rounded to 8 channels.
        small_images: stride 1 in the stem and in the second stage.
        head: before the last layer, "average" (global pooling) or "flatten".
        dropout: rate before the last layer; 0 leaves it out.
        batch_norm_momentum: of the moving averages; 0.99 is too slow for short runs.

    Returns:
        (n, classes) float32 probabilities.
    """

    def normalized(x: keras.KerasTensor, name: str, relu: bool) -> keras.KerasTensor:
        x = layers.BatchNormalization(
            momentum=batch_norm_momentum, epsilon=1e-3, name=f"{name}_bn"
        )(x)
        return layers.ReLU(6.0, name=f"{name}_relu")(x) if relu else x

    def pointwise(
        x: keras.KerasTensor, filters: int, name: str, relu: bool
    ) -> keras.KerasTensor:
        x = layers.Conv2D(filters, 1, use_bias=False, name=name)(x)
        return normalized(x, name, relu)

    def block(
        x: keras.KerasTensor, filters: int, strides: int, expansion: int, name: str
    ) -> keras.KerasTensor:
        y = x
        if expansion > 1:
            y = pointwise(y, expansion * x.shape[-1], f"{name}_expand", relu=True)
        y = layers.DepthwiseConv2D(
            3,
            strides=strides,
            padding="same",
            use_bias=False,
            name=f"{name}_depthwise",
        )(y)
        y = normalized(y, f"{name}_depthwise", relu=True)
        y = pointwise(y, filters, f"{name}_project", relu=False)
        same = strides == 1 and filters == x.shape[-1]
        return layers.Add(name=f"{name}_add")([x, y]) if same else y

    strides = 1 if small_images else 2
    x = layers.Conv2D(
        _channels(STEM_CHANNELS, alpha),
        3,
        strides=strides,
        padding="same",
        use_bias=False,
        name="stem_conv",
    )(inputs)
    x = normalized(x, "stem_conv", relu=True)
    for stage, (expansion, channels, blocks, stride) in enumerate(STAGES, 1):
        filters = _channels(channels, alpha)
        for number in range(1, blocks + 1):
            small = small_images and stage == 2
            strides = stride if number == 1 and not small else 1
            name = f"stage{stage}_block{number}"
            x = block(x, filters, strides, expansion, name)
    x = pointwise(x, _channels(LAST_CHANNELS, max(alpha, 1.0)), "last_conv", relu=True)
    return connect_head(x, classes, head, dropout)


def _channels(number: int, alpha: float) -> int:
    """Width of a layer: the nearest multiple of 8, or the next if that loses a tenth.

    Args:
        number: channels at alpha 1.
        alpha: multiplies them.
    """
    wanted = int(number * alpha)
    nearest = max(8, (wanted + 4) // 8 * 8)
    return nearest if nearest >= 0.9 * wanted else nearest + 8
