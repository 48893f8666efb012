"""Images side by side in one array: a hundred axes would take a minute to draw."""

import numpy as np
from matplotlib.axes import Axes


def as_rgb(image: np.ndarray) -> np.ndarray:
    """Convert an image for drawing: (h, w, c) uint8 with any c → (h, w, 3) uint8."""
    channels = image.shape[-1]
    if channels >= 3:
        return image[..., :3]
    return np.repeat(image.mean(axis=-1, keepdims=True).astype(np.uint8), 3, axis=-1)


def strip(images: list[np.ndarray], places: int, gap: int) -> np.ndarray:
    """Put images in a row on white, with gaps between them.

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


def captioned(
    panel: Axes, images: list[np.ndarray], texts: list[str], places: int, size: float
) -> None:
    """Draw a row of images, with a few lines of text below each.

    Args:
        panel: axes as wide as `places` images.
        images: at most `places` images (h, w, c) uint8 of one shape, at least one.
        texts: one per image.
        places: the number of places in the row.
        size: of the font, in points.
    """
    height, width = images[0].shape[:2]
    gap = width // 16 + 1
    panel.set_axis_off()
    panel.imshow(strip(images, places, gap))
    panel.set_anchor("NW")
    for place, text in enumerate(texts):
        panel.text(
            place * (width + gap),
            1.03 * height,
            text,
            va="top",
            fontsize=size,
            linespacing=1.25,
            parse_math=False,
        )
