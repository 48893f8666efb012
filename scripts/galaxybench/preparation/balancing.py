"""A training set in which every class is as large as the largest: augmented copies."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy.ndimage import affine_transform

from galaxybench.images.fits import (
    content_hashes,
    open_cube,
    read_catalog,
    read_classes,
    read_labels,
    read_provenance,
    write_cube,
)

BATCH_BYTES = 2**24  # memory of one batch of images


def balance(
    train: Path, output: Path, augmentation: Mapping[str, Any], seed: int
) -> None:
    """Write the training set with copies that bring every class to the largest.

    The originals come first, in their order. The catalog's `copy_of` is the row of the
    original, -1 for originals; a copy has the rest of its original's row, except for
    `content`, the hash of its own pixels.

    Args:
        train: a file of `write_cube`.
        output: the file to write.
        augmentation: the recipe's; mixup, which takes two images, is left out.
        seed: of the choice of originals and, with the copy's row, of its transform.

    Raises:
        ValueError: the augmentation would leave copies equal to their originals, or
            turns images that are no squares.
    """
    cube, labels, catalog = open_cube(train), read_labels(train), read_catalog(train)
    changes = {key: value for key, value in augmentation.items() if key != "mixup"}
    if not any(changes.values()):
        raise ValueError(
            "recipe key 'balance': augmented_copies needs an augmentation that changes "
            f"an image, got {dict(augmentation)}: name one under 'augmentation'"
        )
    height, width = cube.shape[1:3]
    if changes.get("quarter_turns") and height != width:
        raise ValueError(
            "recipe key 'augmentation.quarter_turns' needs square images, got "
            f"{height}x{width} in {train}: set it to false or resize"
        )
    originals = copied_rows(labels, seed)
    sources = np.concatenate([np.arange(len(cube)), originals])
    catalog = catalog[sources]
    catalog["copy_of"] = np.where(np.arange(len(sources)) < len(cube), -1, sources)
    catalog["content"] = np.zeros(len(sources), dtype="U32")

    def batches() -> Iterator[np.ndarray]:
        size = max(1, BATCH_BYTES // int(np.prod(cube.shape[1:])))
        for start in range(0, len(sources), size):
            batch = cube[sources[start : start + size]]
            for row in range(max(start, len(cube)), start + len(batch)):
                rng = np.random.default_rng([seed, row])
                batch[row - start] = augmented(batch[row - start], changes, rng)
            catalog["content"][start : start + len(batch)] = content_hashes(batch)
            yield batch

    write_cube(
        output,
        batches(),
        (len(sources), *cube.shape[1:]),
        labels[sources],
        catalog,
        read_classes(train),
        read_provenance(train) | {"balance_seed": seed},
    )


def copied_rows(labels: np.ndarray, seed: int) -> np.ndarray:
    """Choose the row of the original of every copy, class by class: int64.

    A class's images take turns in a seeded order, so that none is copied twice more
    often than another.
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
    """Transform one image (height, width, channels) uint8 at random.

    Args:
        image: the original, which is not changed.
        changes: any of `flip` (list of axes), `quarter_turns` (bool), `rotation`
            (degrees), `shift`, `zoom` and `brightness` (fractions): up to that much in
            either direction. `brightness` is a fraction of the full range, added. A
            zoom of f shows 1 + f of the image's side, as the training layer does.
        rng: the source of chance.
    """
    # Flips and quarter turns move pixels without interpolating between them.
    for axis, direction in enumerate(("vertical", "horizontal")):
        if direction in changes.get("flip", ()) and rng.random() < 0.5:
            image = np.flip(image, axis)
    if changes.get("quarter_turns"):
        image = np.rot90(image, rng.integers(4))
    limits = [changes.get(key, 0) for key in ("rotation", "shift", "shift", "zoom")]
    if any(limits):
        turn, down, right, zoom = rng.uniform(-1, 1, 4) * limits
        image = _moved(image, np.radians(turn), (down, right), 1 / (1 + zoom))
    if changes.get("brightness", 0):
        offset = 255 * changes["brightness"] * rng.uniform(-1, 1)
        image = np.rint(np.clip(image + offset, 0, 255)).astype(np.uint8)
    return image


def _moved(
    image: np.ndarray, turn: float, shift: tuple[float, float], scale: float
) -> np.ndarray:
    """Rotate by `turn` radians, enlarge and shift about the centre; edges reflect."""
    size = np.array(image.shape[:2])
    centre = (size - 1) / 2
    cosine, sine = np.cos(turn), np.sin(turn)
    # affine_transform asks for the way back, from the new pixel to the old one.
    matrix = np.array([[cosine, -sine], [sine, cosine]]) / scale
    offset = centre - matrix @ (centre + np.array(shift) * size)
    channels = [
        affine_transform(image[..., channel], matrix, offset, order=1, mode="reflect")
        for channel in range(image.shape[-1])
    ]
    return np.stack(channels, axis=-1)
