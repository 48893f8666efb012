"""Padding of images that are too small for an architecture."""

import keras


def pad_to(images: keras.KerasTensor, minimum: int) -> keras.KerasTensor:
    """Pad images with zeros, centred, to `minimum` pixels of height and width.

    Returns:
        (n, max(height, minimum), max(width, minimum), channels); `images` itself when
        they are large enough.
    """
    missing = [max(0, minimum - size) for size in images.shape[1:3]]
    if not any(missing):
        return images
    return keras.layers.ZeroPadding2D([(m // 2, m - m // 2) for m in missing])(images)
