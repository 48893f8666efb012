"""Images side by side in one array: a hundred separate axes would draw for a minute."""

import numpy as np


def as_rgb(image: np.ndarray) -> np.ndarray:
    """Make one image drawable: (h, w, c) uint8 with any c → (h, w, 3) uint8."""
    channels = image.shape[-1]
    if channels >= 3:
        return image[..., :3]
    return np.repeat(image.mean(axis=-1, keepdims=True).astype(np.uint8), 3, axis=-1)


def strip(images: list[np.ndarray], places: int, gap: int) -> np.ndarray:
    """Put images in a row on white, each followed by a gap.

    Args:
        images: at most `places` images (h, w, c) uint8 of one shape.
        places: the number of places in the row.
        gap: pixels between two images.

    Returns:
        (h, places * (w + gap) - gap, 3) uint8.
    """
    height, width = images[0].shape[:2]
    row = np.full((height, places * (width + gap) - gap, 3), 255, np.uint8)
    for place, image in enumerate(images):
        left = place * (width + gap)
        row[:, left : left + width] = as_rgb(image)
    return row
