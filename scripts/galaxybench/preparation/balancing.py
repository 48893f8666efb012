"""A balanced training set: augmented copies make all classes equally large."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy.ndimage import affine_transform

from galaxybench.images import fits
from galaxybench.images.imageset import read_batches
from galaxybench.images.pixel_types import refuse_brightness

BATCH_BYTES = 2**24
"""Size of one batch of images in memory."""


def balance(
    train: Path, output: Path, augmentation: Mapping[str, Any], seed: int
) -> None:
    """Write the training set with copies that make all classes as large as the largest.

    The originals come first, in their order. The catalog's `copy_of` is the row of the
    original, and -1 for originals. A copy has its original's catalog row, except for
    `content`, the hash of its own pixels.

    Mixup, which blends two images, is ignored. The seed decides which originals are
    copied and, together with the row of a copy, how that copy is transformed.

    Raises:
        ValueError: the augmentation makes quarter turns, but images are not square; or
            it changes the brightness of fluxes.
    """
    cube, labels = fits.open_cube(train), fits.read_labels(train)
    changes = {key: value for key, value in augmentation.items() if key != "mixup"}
    height, width = cube.shape[1:3]
    if changes.get("quarter_turns") and height != width:
        raise ValueError(
            "recipe key 'augmentation.quarter_turns' needs square images, got "
            f"{height}x{width} in {train}: set it to false or resize"
        )
    originals = copied_rows(labels, seed)
    sources = np.concatenate([np.arange(len(cube)), originals])
    catalog = fits.read_catalog(train)[sources]
    catalog["copy_of"] = np.where(np.arange(len(sources)) < len(cube), -1, sources)
    fits.write_cube(
        output,
        _originals_and_copies(cube, sources, changes, seed),
        (len(sources), *cube.shape[1:]),
        labels[sources],
        catalog,
        fits.read_classes(train),
        fits.read_provenance(train) | {"balance_seed": seed},
        dtype=cube.dtype,
        hash_content=True,
    )


def copied_rows(labels: np.ndarray, seed: int) -> np.ndarray:
    """Choose the original of every copy: rows (copies,) int64, class by class.

    The images of a class take turns in a seeded order, so that the numbers of their
    copies differ by one at most.
    """
    counts = np.bincount(labels)
    rng = np.random.default_rng(seed)
    chosen = [np.empty(0, dtype=np.int64)]
    for label in np.flatnonzero(counts):
        turns = rng.permutation(np.flatnonzero(labels == label))
        chosen.append(np.resize(turns, counts.max() - counts[label]))
    return np.concatenate(chosen)


def augmented(
    image: np.ndarray, changes: Mapping[str, Any], rng: np.random.Generator
) -> np.ndarray:
    """Transform a copy of one image (height, width, channels) at random.

    `changes` has any of `flip` (list of directions), `quarter_turns` (bool), `rotation`
    (degrees), `shift`, `zoom` and `brightness` (fractions). The last four are drawn
    between minus and plus that value. `brightness` is added, as a fraction of the full
    range of uint8. A zoom of f shows 1 + f of the image's side, as the training layer
    does. Fluxes are neither clipped nor rounded.

    Raises:
        ValueError: the brightness of fluxes is to be changed.
    """
    # Flips and quarter turns move pixels without interpolation.
    for axis, direction in enumerate(("vertical", "horizontal")):
        if direction in changes.get("flip", ()) and rng.random() < 0.5:
            image = np.flip(image, axis)
    if changes.get("quarter_turns"):
        image = np.rot90(image, rng.integers(4))
    limits = [changes.get(key, 0) for key in ("rotation", "shift", "shift", "zoom")]
    if any(limits):
        turn, down, right, zoom = rng.uniform(-1, 1, 4) * limits
        image = _moved(image, np.radians(turn), (down, right), 1 / (1 + zoom))
    refuse_brightness(changes, image.dtype)
    if changes.get("brightness", 0):
        offset = 255 * changes["brightness"] * rng.uniform(-1, 1)
        image = np.rint(np.clip(image + offset, 0, 255)).astype(np.uint8)
    return image


def _originals_and_copies(
    cube: np.ndarray, sources: np.ndarray, changes: Mapping[str, Any], seed: int
) -> Iterator[np.ndarray]:
    """Read the images `sources` in batches; those after the originals are augmented."""
    row = 0
    for batch in read_batches(cube, sources, BATCH_BYTES):
        for image in batch:
            if row >= len(cube):
                image[:] = augmented(image, changes, np.random.default_rng([seed, row]))
            row += 1
        yield batch


def _moved(
    image: np.ndarray, turn: float, shift: tuple[float, float], scale: float
) -> np.ndarray:
    """Rotate by `turn` radians, enlarge and shift about the centre; edges reflect."""
    size = np.array(image.shape[:2])
    centre = (size - 1) / 2
    cosine, sine = np.cos(turn), np.sin(turn)
    # affine_transform expects the inverse: from the new pixel to the old one.
    matrix = np.array([[cosine, -sine], [sine, cosine]]) / scale
    offset = centre - matrix @ (centre + np.array(shift) * size)
    channels = [
        affine_transform(image[..., channel], matrix, offset, order=1, mode="reflect")
        for channel in range(image.shape[-1])
    ]
    return np.stack(channels, axis=-1)
