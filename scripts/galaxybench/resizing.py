"""Square images of a given size, by cutting out the centre and resampling it."""

import numpy as np
from PIL import Image


def resize_square(image: Image.Image, size: int) -> Image.Image:
    """Cut the largest square out of the centre and resample it to `size` pixels."""
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    # Not resize(box=...): that lets the pixels around the box bleed into its edge.
    square = image.crop((left, top, left + side, top + side))
    return square.resize((size, size), Image.Resampling.LANCZOS)


def resize_batch(images: np.ndarray, size: int) -> np.ndarray:
    """Resize every image.

    Args:
        images: (n, height, width, 1 or 3) uint8.
        size: pixels on a side afterwards.

    Returns:
        (n, size, size, 1 or 3) uint8.
    """
    channels = images.shape[-1]
    resized = np.empty((len(images), size, size, channels), np.uint8)
    for target, image in zip(resized, images, strict=True):
        picture = Image.fromarray(image[..., 0] if channels == 1 else image)
        target[:] = np.asarray(resize_square(picture, size)).reshape(target.shape)
    return resized
