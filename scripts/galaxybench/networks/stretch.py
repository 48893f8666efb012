"""The stretch of a recipe as the first layers of a model, which takes raw fluxes.

Fluxes of galaxies span orders of magnitude, and most pixels are sky. A stretch brings
the range from `low` to `high` to 0 to 255, the range of pictures, so that every
normalization means the same for both:

    linear  (x - low) / (high - low)
    asinh   arcsinh(u / 0.1) / arcsinh(1 / 0.1) of that: linear for faint pixels,
            logarithmic for bright ones (Lupton, Gunn and Szalay 1999, AJ 118, 1406)
    log     log(1000 u + 1) / log(1001) of that

These are the stretches of `astropy.visualization` with its own softening, times 255.
Values outside of the range are kept: sky below `low` stays distinct, and so do bright
cores. Only log needs its values at least at `low`; lower ones become `low`.

Limits that the recipe does not give are quantiles of each band of the training images.
The layers are built-in Keras layers, so that a saved model loads with plain Keras.
"""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops

from galaxybench.images.pixel_types import LIMITS

TOP = 255.0
ASINH, LOG = 10.0, 1000.0
"""1 / softening of asinh, and the factor of log: the defaults of astropy."""


@dataclass(frozen=True)
class Stretch:
    """A stretch with its limits.

    Attributes:
        name: "linear", "asinh" or "log".
        low, high: (channels,) float64, in raw pixel values.
    """

    name: str
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of_recipe(
        cls, stretch: dict[str, Any], statistics: dict[str, Any]
    ) -> "Stretch | None":
        """Fit the limits that a recipe's `stretch` leaves open; None for "none".

        `statistics` is the content of pixel_statistics.json.

        Raises:
            ValueError: a fitted limit is not on its side of the given one.
        """
        if stretch["name"] == "none":
            return None
        fitted = _fitted(statistics)
        given = stretch["low"], stretch["high"]
        low, high = (
            own if limit is None else np.full(len(own), float(limit))
            for limit, own in zip(given, fitted, strict=True)
        )
        if given == (None, None):
            # A band with a single value becomes zero.
            high = np.where(high > low, high, low + 1)
        if (high <= low).any():
            band = int(np.argmax(high <= low))
            raise ValueError(
                f"recipe key 'stretch': got the limits {low[band]:g} to "
                f"{high[band]:g} in band {band}, of which one is fitted to the "
                "training images, needed: low below high; give both, or neither"
            )
        return cls(stretch["name"], low, high)

    def layers(self, x: keras.KerasTensor) -> keras.KerasTensor:
        """Connect the layers to raw pixels (n, height, width, channels)."""
        if self.name == "linear":
            return self._scaled(x, TOP)
        if self.name == "asinh":
            x = ops.arcsinh(self._scaled(x, ASINH))
            return keras.layers.Rescaling(TOP / np.arcsinh(ASINH).item())(x)
        x = ops.log1p(keras.layers.ReLU()(self._scaled(x, LOG)))
        return keras.layers.Rescaling(TOP / np.log1p(LOG).item())(x)

    def apply(self, values: np.ndarray) -> np.ndarray:
        """Compute the same for values (..., channels) in float64."""
        shares = (np.asarray(values, float) - self.low) / (self.high - self.low)
        if self.name == "asinh":
            return TOP * np.arcsinh(ASINH * shares) / np.arcsinh(ASINH)
        if self.name == "log":
            return TOP * np.log1p(LOG * np.maximum(shares, 0)) / np.log1p(LOG)
        return TOP * shares

    def described(self) -> dict[str, Any]:
        """Return name and limits, ready for JSON."""
        return {"name": self.name, "low": self.low.tolist(), "high": self.high.tolist()}

    def _scaled(self, x: keras.KerasTensor, top: float) -> keras.KerasTensor:
        """Bring low to 0 and high to `top`."""
        scale = top / (self.high - self.low)
        return keras.layers.Rescaling(scale.tolist(), (-self.low * scale).tolist())(x)


def values_of(statistics: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return the values that pixels have and how frequent they are, by channel.

    Returns:
        (k, channels) float64 raw values, and (k, channels) weights of sum 1: the 256
        values of uint8, or the quantiles of a sample of fluxes.
    """
    if "histogram" in statistics:
        counts = np.asarray(statistics["histogram"], float).T
        values = np.arange(len(counts), dtype=float)[:, np.newaxis]
        return np.broadcast_to(values, counts.shape), counts / counts.sum(axis=0)
    values = np.asarray(statistics["quantiles"], float).T
    return values, np.full(values.shape, 1 / len(values))


def _fitted(statistics: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return the quantiles LIMITS of each channel, or its least and highest value."""
    channels = statistics["channels"]
    if "histogram" in statistics:
        below = np.cumsum(statistics["histogram"], axis=1)
        low, high = (
            np.array([np.searchsorted(own, share * own[-1]) for own in below], float)
            for share in LIMITS
        )
    else:
        low, high = (np.array([c[key] for c in channels]) for key in ("low", "high"))
    flat = high <= low
    least, highest = (np.array([c[key] for c in channels]) for key in ("min", "max"))
    return np.where(flat, least, low), np.where(flat, highest, high)
