"""Normalization as the first layers of a model, which therefore takes raw pixels.

It consists of built-in Keras layers, so that a saved model loads with plain Keras.

The `asinh` method is the stretch of Lupton, Gunn and Szalay 1999 (AJ 118, 1406) in the
form that Lupton et al. 2004 (PASP 116, 133) use for colour images: linear for faint
pixels, logarithmic for bright ones. A pixel p of 0..255 becomes asinh(p / SOFTENING),
with the softening at a tenth of the range, and is then standardized per channel by the
mean and standard deviation of the stretched training pixels. These are exact: a pixel
has 256 possible values, and the statistics file counts each of them. Those of stretched
fluxes are computed from a thousand quantiles.
"""

from typing import Any

import keras
import numpy as np

from galaxybench.networks.stretch import Stretch, values_of

SOFTENING = 25.5
LAST_LAYER = "normalization"
IMAGENET = ((0.485, 0.229), (0.456, 0.224), (0.406, 0.225))
"""Mean and deviation per channel."""
# Factor and offset of the methods that need no statistics. The first ImageNet nets
# subtract means of blue, green and red, in 0..255.
LINEAR = {
    "rescale": (1 / 255, 0.0),
    "signed": (1 / 127.5, -1.0),
    "torch": ([1 / 255 / d for _, d in IMAGENET], [-mean / d for mean, d in IMAGENET]),
    "caffe": ([1.0] * 3, [-103.939, -116.779, -123.68]),
}


def normalize(
    x: keras.KerasTensor,
    method: str,
    statistics: dict[str, Any],
    stretch: Stretch | None = None,
) -> keras.KerasTensor:
    """Connect the layers of a normalization method to raw or stretched pixels.

    Args:
        x: (n, height, width, channels), pixels 0..255 or fluxes.
        method: "none", "rescale" (to 0..1), "standardize" or "asinh"; or one that
            published weights expect: "signed" (-1..1), "torch" (0..1, then ImageNet's
            mean and deviation per channel) or "caffe" (channels reversed, ImageNet's
            mean subtracted).
        statistics: content of pixel_statistics.json, of the training images.
        stretch: what has been applied to `x` already.

    Returns:
        A tensor of the same shape; the last layer is called LAST_LAYER.

    Raises:
        ValueError: if the method is unknown, the channels do not match, or the method
            is for pixels of 0..255 and gets fluxes.
    """
    if method == "none":
        return x
    fluxes = "quantiles" in statistics and stretch is None
    if fluxes and method != "standardize":
        _refuse_fluxes(method, statistics)
    if method in LINEAR:
        return _linear(x, method)
    known = values_of(statistics)[0].shape[-1]
    if known != x.shape[-1]:
        raise ValueError(
            f"the pixel statistics have {known} channels, the "
            f"images {x.shape[-1]}: compute them from the training images of this run"
        )
    values = np.arange(256.0)  # in `x`, of each raw pixel value
    if method == "asinh":
        x = keras.ops.arcsinh(keras.layers.Rescaling(1 / SOFTENING)(x))
        values = np.arcsinh(values / SOFTENING)
    elif method != "standardize":
        raise ValueError(
            f"recipe key 'normalization': got {method!r}, "
            "use none, rescale, standardize, asinh or architecture"
        )
    if fluxes:
        mean, deviation, several = _of_fluxes(statistics)
    else:
        mean, deviation = _moments(statistics, values, stretch)
        several = deviation > 1e-6
    # A channel with a single value becomes zero.
    scale = 1 / np.where(several, deviation, 1.0)
    offset = (-mean * scale).tolist()
    return keras.layers.Rescaling(scale.tolist(), offset, name=LAST_LAYER)(x)


def _linear(x: keras.KerasTensor, method: str) -> keras.KerasTensor:
    """Connect a method that needs no statistics."""
    scale, offset = LINEAR[method]
    if isinstance(scale, list) and x.shape[-1] != 3:
        raise ValueError(
            "recipe key 'normalization': got 'architecture', which is for 3 "
            f"channels here, but the images have {x.shape[-1]}: use standardize"
        )
    x = x[..., ::-1] if method == "caffe" else x
    return keras.layers.Rescaling(scale, offset, name=LAST_LAYER)(x)


def _of_fluxes(
    statistics: dict[str, Any],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return mean, deviation and whether values differ, (channels,) each.

    Fluxes may be tiny in their unit, and yet differ.
    """
    channels = statistics["channels"]
    mean, deviation, low, high = (
        np.array([channel[key] for channel in channels])
        for key in ("mean", "std", "min", "max")
    )
    return mean, deviation, high > low


def _moments(
    statistics: dict[str, Any], values: np.ndarray, stretch: Stretch | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and deviation of stretched pixels, or of the `values` of raw ones."""
    if stretch is not None:
        raw, weights = values_of(statistics)
        stretched = stretch.apply(raw)
        mean = (weights * stretched).sum(axis=0)
        return mean, np.sqrt((weights * (stretched - mean) ** 2).sum(axis=0))
    counts = np.asarray(statistics["histogram"], dtype=float)
    weights = counts / counts.sum(axis=1, keepdims=True)
    mean = weights @ values
    return mean, np.sqrt(weights @ values**2 - mean**2)


def _refuse_fluxes(method: str, statistics: dict[str, Any]) -> None:
    channels = statistics["channels"]
    low = min(channel["min"] for channel in channels)
    high = max(channel["max"] for channel in channels)
    raise ValueError(
        f"recipe key 'normalization': got {method!r}, which is for pixels 0 to 255, "
        f"but the images are fluxes (float32) from {low:g} to {high:g}: use "
        "standardize, or set the recipe's `stretch`, such as {name: asinh}, which "
        "brings them to that range"
    )
