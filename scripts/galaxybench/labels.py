"""Labels of a data source: integers that index its classes, one an image."""

import numpy as np


def checked_labels(
    labels: np.ndarray, images: int, classes: list[str], where: str
) -> np.ndarray:
    """Check labels as they were read and give them as int64.

    Args:
        labels: what was read.
        images: number of images that they belong to.
        classes: the class names.
        where: the file and key, for the message.

    Returns:
        (n,) int64, every one an index into `classes`.

    Raises:
        ValueError: the labels are no integers, are too few or too many, or lie
            outside the classes.
    """
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise ValueError(
            f"{where}: labels must be one integer an image, shape (n,), got shape "
            f"{labels.shape} {labels.dtype}; of one-hot rows write argmax(axis=1)"
        )
    if len(labels) != images:
        raise ValueError(
            f"{where}: got {len(labels)} labels for {images} images; "
            "there must be one label an image"
        )
    if images == 0:
        raise ValueError(f"{where}: there is no image")
    low, high = int(labels.min()), int(labels.max())
    if low < 0 or high >= len(classes):
        raise ValueError(
            f"{where}: labels run from {low} to {high}, but there are {len(classes)} "
            f"classes (labels 0 to {len(classes) - 1}): {', '.join(classes)}; "
            "name every class, or number the labels from 0"
        )
    return labels.astype(np.int64)
