"""Convolutions equivariant under the dihedral group of the square (flips, turns).

Paper: Cohen, Welling 2016, arXiv 1602.07576 (the group p4m). Written with `keras.ops`
only, so that it runs on any backend.

A grouped tensor, (n, height, width, 8 * channels), holds 8 maps per channel, one for
each element of the group; map g of channel c is at position g * channels + c. Element g
mirrors left and right if g is 4 or more, and then makes g % 4 quarter turns
counterclockwise. When element h transforms the image, every map is transformed with it,
and map g moves to the position of map h * g. A layer that obeys this law is
equivariant. The mean of an equivariant tensor over space and group is invariant.
"""

from typing import Any

import keras
import numpy as np
from keras import ops

ORDER = 8


def transform(images: np.ndarray, element: int) -> np.ndarray:
    """Transform images (height, width, …) by an element of the group, 0 to 7.

    Returns:
        A view; odd quarter turns swap height and width.
    """
    mirrored = np.flip(images, 1) if element >= ORDER // 2 else images
    return np.rot90(mirrored, element % 4)


def _products() -> np.ndarray:
    """Products of all pairs of elements: [g, h] is h followed by g."""
    probe = np.arange(4).reshape(2, 2)  # its 8 transforms all differ
    images = [transform(probe, g) for g in range(ORDER)]
    elements = {image.tobytes(): g for g, image in enumerate(images)}
    table = [
        [elements[transform(i, g).tobytes()] for i in images] for g in range(ORDER)
    ]
    return np.array(table)


PRODUCTS = _products()
INVERSES = PRODUCTS.argmin(axis=1)  # where the product is 0, the identity


@keras.saving.register_keras_serializable(package="galaxybench")
class DihedralConv2D(keras.layers.Layer):
    """A convolution equivariant under flips and quarter turns, without bias.

    One kernel of `filters` is trained. Its 8 transforms form the kernel of one
    ordinary convolution with stride 1, zero-padded to the size of its input.

    Args:
        filters: number of output channels, with 8 maps each.
        kernel_size: height and width; odd, so that padding is equal on all sides.
        lifting: the input is an image, (n, height, width, channels), not grouped.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int,
        *,
        lifting: bool = False,
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Set the shape of the layer; `options` are those of every Keras layer."""
        super().__init__(**options)
        if kernel_size % 2 == 0:
            raise ValueError(
                f"kernel_size {kernel_size} of {self.name!r} is even: padding cannot "
                "be equal on all sides, choose an odd one"
            )
        self.filters, self.kernel_size, self.lifting = filters, kernel_size, lifting

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Create the kernel, (size, size, channels of all input maps, filters)."""
        orders = 1 if self.lifting else ORDER
        if input_shape[-1] % orders:
            raise ValueError(
                f"{self.name!r} got {input_shape[-1]} channels, not a multiple of "
                f"{ORDER}: pass a grouped tensor or set lifting"
            )
        # With this shape an initializer counts every input map in the fan-in.
        self.kernel = self.add_weight(
            shape=(self.kernel_size, self.kernel_size, input_shape[-1], self.filters),
            initializer="he_normal",
            name="kernel",
        )
        self._sources = _sources(self.kernel_size, orders)

    def call(self, inputs: keras.KerasTensor) -> keras.KerasTensor:
        """Convolve (n, height, width, 8 * channels), or an image when lifting.

        Returns:
            (n, height, width, 8 * filters).
        """
        size, channels = self.kernel_size, inputs.shape[-1]
        positions, orders, _ = self._sources.shape
        each = channels // orders
        kernel = ops.reshape(self.kernel, (positions * orders, each * self.filters))
        kernel = ops.take(kernel, self._sources.ravel(), axis=0)
        kernel = ops.reshape(kernel, (positions, orders, ORDER, each, self.filters))
        kernel = ops.transpose(kernel, (0, 1, 3, 2, 4))
        kernel = ops.reshape(kernel, (size, size, channels, ORDER * self.filters))
        return ops.conv(inputs, kernel, padding="same", data_format="channels_last")

    def multiplications(self, source: tuple[int, ...], result: tuple[int, ...]) -> int:
        """Multiplications per image; shapes are (height, width, channels)."""
        height, width, channels = result
        return height * width * channels * self.kernel_size**2 * source[-1]

    def compute_output_shape(
        self, input_shape: tuple[int | None, ...]
    ) -> tuple[int | None, ...]:
        """Shape of the output of `call`."""
        return (*input_shape[:-1], ORDER * self.filters)

    def get_config(self) -> dict[str, Any]:
        """Arguments that recreate the layer."""
        own = {key: getattr(self, key) for key in ("filters", "kernel_size", "lifting")}
        return super().get_config() | own


def _sources(size: int, orders: int) -> np.ndarray:
    """Map each entry of the whole kernel to an entry of the trained one.

    `size` is the height of the kernel, `orders` the number of maps per input channel:
    8, or 1 for an image.

    Returns:
        (size * size, orders, 8) int, indexed by position, input map and output map:
        position * orders + map of the trained kernel.
    """
    grid = np.arange(size * size).reshape(size, size)
    sources = np.empty((size * size, orders, ORDER), int)
    for g in range(ORDER):
        maps = PRODUCTS[INVERSES[g]] if orders == ORDER else np.zeros(1, int)
        sources[:, :, g] = transform(grid, g).reshape(-1, 1) * orders + maps
    return sources


def ungroup(x: keras.KerasTensor) -> keras.KerasTensor:
    """Put the 8 maps of each channel side by side, as one wide channel.

    (n, height, width, 8 * channels) becomes (n, height, 8 * width, channels).
    """
    height, width, channels = x.shape[1:]
    return keras.layers.Reshape((height, ORDER * width, channels // ORDER))(x)


def batch_norm(x: keras.KerasTensor, momentum: float, name: str) -> keras.KerasTensor:
    """Normalize a grouped tensor; the 8 maps of a channel share their statistics.

    `momentum` is for the moving averages; `name` is the name of the Keras layer.
    """
    y = keras.layers.BatchNormalization(momentum=momentum, name=name)(ungroup(x))
    return keras.layers.Reshape(x.shape[1:])(y)


def halve(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    """Average-pool to half the height and width, rounded up, symmetrically.

    Returns:
        (n, ceil(height / 2), ceil(width / 2), channels).
    """
    # For an odd size, windows of 2 would leave out the last row; for an even size,
    # windows of 3 would be off centre.
    windows = tuple(3 if size % 2 else 2 for size in x.shape[1:3])
    return keras.layers.AveragePooling2D(windows, 2, padding="same", name=name)(x)
