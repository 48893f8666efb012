"""MobileNet, depthwise separable convolutions in a plain chain.

Paper: Howard et al. 2017, arXiv 1704.04861.
Variant: as Keras has it, un-nested; `alpha` is the paper's width multiplier.
4,253,864 parameters at 224x224x3 with 1000 classes.
3,239,114 parameters at 69x69x3 with 10 classes.

Deviations from the paper: batch normalization has momentum 0.9 by default (Keras:
0.99).
Images smaller than 32 pixels are zero-padded to 32.

There are no WEIGHTS: Keras publishes files, but no checksums, for this net. Name a file
of your own, of the same `alpha`, by the recipe's `weights: <path>`.
"""

from typing import Any

import keras

from galaxybench.blocks.batch_norm import set_momentum
from galaxybench.blocks.heads import connect_head
from galaxybench.blocks.padding import pad_to

FLOPS_A_PIXEL = 23_000
NORMALIZATION = "signed"


def application(*, alpha: float = 1.0, **options: Any) -> keras.Model:  # noqa: ANN401
    """Build the Keras application that the published weights belong to.

    Args:
        alpha: multiplies the width of every layer.
        options: of `keras.applications.MobileNet`.

    Returns:
        The application, with random weights.
    """
    return keras.applications.MobileNet(alpha=alpha, weights=None, **options)


def build(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    alpha: float = 1.0,
    head: str = "average",
    dropout: float = 0.2,
    batch_norm_momentum: float = 0.9,
) -> keras.KerasTensor:
    """Connect the net to `inputs`.

    Args:
        inputs: (n, height, width, channels), normalized.
        classes: number of classes.
        alpha: multiplies the width of every layer.
        head: before the last layer, "average" (global pooling) or "flatten".
        dropout: rate before the last layer; 0 leaves it out.
        batch_norm_momentum: of the moving averages; 0.99 is too slow for short runs.

    Returns:
        (n, classes) float32 probabilities.
    """
    images = pad_to(inputs, 32)
    net = application(include_top=False, input_tensor=images, alpha=alpha)
    set_momentum(net, batch_norm_momentum)
    return connect_head(net.output, classes, head, dropout)
