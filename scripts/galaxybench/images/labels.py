"""Class labels: checked, with advice for labels that are written in another way."""

from collections.abc import Sequence

import numpy as np

from galaxybench.config.class_names import SHOWN, listed

LEAST_USED = 0.2
"""Classes without names are numbered up to the highest label. At least this share of
the numbers must be used, so that one wrong label does not make thousands of classes."""


def check_length(shape: tuple[int, ...], images: int, where: str) -> None:
    """Check that labels of `shape` are one row per image, before they are read.

    Raises:
        ValueError: they are not, or there is no image.
    """
    expected = f"{where}: labels must be one integer per image, shape ({images},)"
    if shape == (1, images) and images > 1:
        raise ValueError(f"{expected}, got shape {shape}: store labels[0]")
    if len(shape) not in (1, 2):
        raise ValueError(f"{expected}, got shape {shape}: name the key of the labels")
    if shape[0] != images:
        raise ValueError(
            f"{where}: got {shape[0]} labels for {images} images, expected one "
            "label per image"
        )
    if images == 0:
        raise ValueError(f"{where}: got no images, expected at least one")


def whole_labels(labels: np.ndarray, images: int, where: str) -> np.ndarray:
    """Return labels (n,) or (n, 1) of any integer type as (n,).

    `images` is the number of images; `where` names file and key in the messages.

    Raises:
        ValueError: the labels are not one integer per image; the message has advice
            that is right for these values.
    """
    check_length(labels.shape, images, where)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim == 1 and labels.dtype.kind in "iu":
        return labels
    advice = _advice_for_rows if labels.ndim == 2 else _advice_for_values
    raise ValueError(
        f"{where}: labels must be one integer per image, shape ({images},), got shape "
        f"{labels.shape} {labels.dtype}: {advice(labels)}"
    )


def checked_labels(
    labels: np.ndarray, images: int, classes: Sequence[str], where: str
) -> np.ndarray:
    """Check labels of any shape and type and convert them to (n,) int64.

    `images` is the number of images; `where` names file and key in the messages.

    Raises:
        ValueError: the labels are not integers, do not match the number of images, or
            are not indices into `classes`.
    """
    labels = whole_labels(labels, images, where)
    low, high = int(labels.min()), int(labels.max())
    if 0 <= low and high < len(classes):
        return labels.astype(np.int64)
    if low < 0:
        wrong = labels < 0
        cure = (
            f"{wrong.sum()} of them are negative, the first is "
            f"{_first(labels, wrong)}: leave these images out, or give them a class "
            "of their own"
        )
    elif (low, high) == (1, len(classes)):
        cure = "if they were numbered from 1, subtract 1"
    else:
        wrong = labels >= len(classes)
        cure = (
            f"{wrong.sum()} of them are too high, the first is "
            f"{_first(labels, wrong)}: correct them, or name every class"
        )
    raise ValueError(
        f"{where}: labels run from {low} to {high}, but there are {len(classes)} "
        f"classes (labels 0 to {len(classes) - 1}): {listed(classes)}; {cure}"
    )


def numbered_classes(labels: np.ndarray, where: str) -> list[str]:
    """Name classes that have no names: "class 0", "class 1", ... to the highest label.

    Raises:
        ValueError: hardly any of these numbers is used, so the highest is a mistake.
    """
    highest, used = int(labels.max()), len(np.unique(labels[labels >= 0]))
    if highest + 1 > used / LEAST_USED:
        raise ValueError(
            f"{where}: the label {_first(labels, labels == highest)} would make "
            f"{highest + 1} classes, of which {used} have images: leave out images "
            "that have no class, number the labels from 0 without gaps, or name every "
            "class in `classes`"
        )
    return [f"class {label}" for label in range(highest + 1)]


def _advice_for_rows(labels: np.ndarray) -> str:
    """Say how to get labels from (n, k) values."""
    if labels.dtype.kind not in "iufb":
        return "store one class number per image"
    marks = labels != 0
    one_hot = (marks.sum(axis=1) == 1) & (labels.max(axis=1, initial=0) == 1)
    if one_hot.all():
        return "these are one-hot rows, so store labels.argmax(axis=1)"
    row = int(np.flatnonzero(~one_hot)[0])
    values = ", ".join(f"{value:g}" for value in labels[row, :SHOWN])
    return (
        f"row {row} ({values}) does not mark one class; decide for one class per image "
        "and store its number"
    )


def _advice_for_values(labels: np.ndarray) -> str:
    """Say how to get labels from (n,) values that are not integers."""
    if labels.dtype.kind == "b":
        return "store labels.astype('uint8'), which is 0 for False and 1 for True"
    if labels.dtype.kind == "f":
        wrong = ~np.isfinite(labels) | (labels != np.floor(labels))
        if not wrong.any():
            return "all are whole numbers, so store labels.astype('int64')"
        return (
            f"{wrong.sum()} of them are not whole numbers, the first is "
            f"{_first(labels, wrong)}; store class numbers from 0, and leave "
            "out images that have no class"
        )
    if labels.dtype.kind in "OSU":
        return (
            "these are names, so with names, numbers = np.unique(labels, "
            "return_inverse=True) store `numbers`, and give `names` as `classes`"
        )
    return "store class numbers from 0"


def _first(labels: np.ndarray, wrong: np.ndarray) -> str:
    row = int(np.flatnonzero(wrong)[0])
    return f"{labels[row]} in row {row}"
