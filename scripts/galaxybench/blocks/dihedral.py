"""Convolutions that turn and mirror with the image: the dihedral group of the square.

Paper: Cohen, Welling 2016, arXiv 1602.07576 (the group p4m). Written with `keras.ops`
alone, for any backend.

A grouped tensor, (n, height, width, 8 * channels), holds 8 maps of every channel, one
for each element of the group; map g of channel c is at position g * channels + c.
Element g mirrors left and right if g is 4 or more, and then makes g % 4 quarter turns
counterclockwise. When element h moves the image, every map moves with it, and map g
goes to the place of the map h * g. What keeps this law is equivariant; the mean over
space and group of what is equivariant does not change when the image moves.
"""

from typing import Any

import keras
import numpy as np
from keras import ops

ORDER = 8


def transform(images: np.ndarray, element: int) -> np.ndarray:
    """Move images by an element of the group.

    Args:
        images: (height, width, …).
        element: 0 to 7.

    Returns:
        A view of the same shape, height and width swapped by odd quarter turns.
    """
    mirrored = np.flip(images, 1) if element >= ORDER // 2 else images
    return np.rot90(mirrored, element % 4)


def _products() -> np.ndarray:
    """Product of any two elements: [g, h] is h followed by g."""
    probe = np.arange(4).reshape(2, 2)  # all of its 8 images differ
    elements = {transform(probe, g).tobytes(): g for g in range(ORDER)}
    return np.array(
        [
            [
                elements[transform(transform(probe, h), g).tobytes()]
                for h in range(ORDER)
            ]
            for g in range(ORDER)
        ]
    )


PRODUCTS = _products()
INVERSES = PRODUCTS.argmin(axis=1)  # where the product is 0, the identity


def transform_grouped(maps: np.ndarray, element: int) -> np.ndarray:
    """Move a grouped tensor by an element of the group.

    Args:
        maps: (n, height, width, 8 * channels).
        element: 0 to 7.

    Returns:
        What an equivariant layer gives for the moved input.
    """
    grouped = maps.reshape(*maps.shape[:3], ORDER, -1)
    moved = np.moveaxis(transform(np.moveaxis(grouped, 0, 2), element), 2, 0)
    moved = moved[..., PRODUCTS[INVERSES[element]], :]
    return moved.reshape(*moved.shape[:3], -1)


@keras.saving.register_keras_serializable(package="galaxybench")
class DihedralConv2D(keras.layers.Layer):
    """A convolution equivariant under flips and quarter turns, without bias.

    One kernel of `filters` is trained; its 8 images under the group form the kernel
    of one ordinary convolution, stride 1, zero-padded to the size of its input.

    Args:
        filters: channels that come out; there are 8 maps of each.
        kernel_size: height and width, odd, so that padding is the same on all sides.
        lifting: the input is an image, (n, height, width, channels), and not grouped.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int,
        *,
        lifting: bool = False,
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Set what cannot change later; `options` are those of every Keras layer."""
        super().__init__(**options)
        if kernel_size % 2 == 0:
            raise ValueError(
                f"kernel_size {kernel_size} of {self.name!r} is even: padding could "
                "not be the same on all sides, choose an odd one"
            )
        self.filters, self.kernel_size, self.lifting = filters, kernel_size, lifting

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Create the kernel, (size, size, channels of all maps that go in, filters)."""
        orders = 1 if self.lifting else ORDER
        if input_shape[-1] % orders:
            raise ValueError(
                f"{self.name!r} got {input_shape[-1]} channels, not a multiple of "
                f"{ORDER}: give it a grouped tensor or set lifting"
            )
        # This shape makes an initializer count every map that a sum runs over.
        self.kernel = self.add_weight(
            shape=(self.kernel_size, self.kernel_size, input_shape[-1], self.filters),
            initializer="he_normal",
            name="kernel",
        )
        self._sources = _sources(self.kernel_size, orders)

    def call(self, inputs: keras.KerasTensor) -> keras.KerasTensor:
        """Convolve.

        Args:
            inputs: (n, height, width, 8 * channels), or an image when lifting.

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
        """Multiplications for one image; shapes (height, width, channels)."""
        height, width, channels = result
        return height * width * channels * self.kernel_size**2 * source[-1]

    def compute_output_shape(
        self, input_shape: tuple[int | None, ...]
    ) -> tuple[int | None, ...]:
        """Shape of what `call` gives."""
        return (*input_shape[:-1], ORDER * self.filters)

    def get_config(self) -> dict[str, Any]:
        """Arguments that make the same layer."""
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "lifting": self.lifting,
        }


def _sources(size: int, orders: int) -> np.ndarray:
    """Which entry of the trained kernel each entry of the whole kernel is.

    Args:
        size: height and width of the kernel.
        orders: maps of each channel that goes in: 8, or 1 for an image.

    Returns:
        (size * size, orders, 8) int: for position, map that goes in and map that comes
        out, position * orders + map of the trained kernel.
    """
    grid = np.arange(size * size).reshape(size, size)
    sources = np.empty((size * size, orders, ORDER), int)
    for g in range(ORDER):
        maps = PRODUCTS[INVERSES[g]] if orders == ORDER else np.zeros(1, int)
        sources[:, :, g] = transform(grid, g).reshape(-1, 1) * orders + maps
    return sources


def ungroup(x: keras.KerasTensor) -> keras.KerasTensor:
    """Put the 8 maps of a channel side by side, so that they are one channel.

    Args:
        x: (n, height, width, 8 * channels).

    Returns:
        (n, height, 8 * width, channels).
    """
    height, width, channels = x.shape[1:]
    return keras.layers.Reshape((height, ORDER * width, channels // ORDER))(x)


def batch_norm(x: keras.KerasTensor, momentum: float, name: str) -> keras.KerasTensor:
    """Normalize a grouped tensor; the 8 maps of a channel share their statistics.

    Args:
        x: (n, height, width, 8 * channels).
        momentum: of the moving averages.
        name: of the normalization layer.

    Returns:
        A tensor of the same shape.
    """
    y = keras.layers.BatchNormalization(momentum=momentum, name=name)(ungroup(x))
    return keras.layers.Reshape(x.shape[1:])(y)


def halve(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    """Average-pool to half the height and width, rounded up, equally from all sides.

    Args:
        x: (n, height, width, channels).
        name: of the pooling layer.

    Returns:
        (n, ceil(height / 2), ceil(width / 2), channels).
    """
    # Windows of 2 would leave out the last row of an odd size, windows of 3 would
    # begin beyond the first row of an even one.
    windows = tuple(3 if size % 2 else 2 for size in x.shape[1:3])
    return keras.layers.AveragePooling2D(windows, 2, padding="same", name=name)(x)
