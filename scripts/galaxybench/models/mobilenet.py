"""MobileNet, a chain of depthwise separable convolutions.

Paper: Howard et al. 2017, arXiv 1704.04861.
Variant: as Keras has it, un-nested; `alpha` is the paper's width multiplier.
4,253,864 parameters at 224x224x3 with 1000 classes.
3,239,114 parameters at 69x69x3 with 10 classes.

Deviations from the paper: batch normalization has momentum 0.9 by default (Keras:
0.99). Images smaller than 32 pixels are zero-padded to 32.

There are no WEIGHTS: Keras publishes files for this net, but no checksums. To use them,
name a file with the same `alpha` in the recipe: `weights: <path>`.
"""

from functools import partial

import keras

from galaxybench.blocks.applications import connect_application

FLOPS_PER_PIXEL = 23_000
OPTIONS = {"alpha": {"minimum": 0.05, "maximum": 4}}
NORMALIZATION = "signed"

application = keras.applications.MobileNet


def build(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    alpha: float = 1.0,
    head: str = "average",
    dropout: float = 0.2,
    batch_norm_momentum: float = 0.9,
) -> keras.KerasTensor:
    """Connect the net to `inputs`; `alpha` multiplies the width of every layer."""
    net = partial(application, alpha=alpha)
    return connect_application(
        net, inputs, classes, head, dropout, batch_norm_momentum, minimum=32
    )
