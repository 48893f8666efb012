"""Batches of raw images, read from a memory-mapped FITS cube when training needs them.

Images stay uint8, or float32 of fluxes, until they are on the device. All random draws
depend only on (seed, epoch) or (seed, epoch, batch), so that a resumed run sees the
same batches as an uninterrupted one.
"""

import math
from pathlib import Path
from typing import Any

import keras
import numpy as np

from galaxybench.images.fits import open_cube, read_labels
from galaxybench.training import vote_targets


class Batches(keras.utils.PyDataset):
    """Images and one-hot labels or votes of a FITS file, batch by batch.

    A batch is (images, labels, weights): (m, height, width, channels) uint8 or float32,
    (m, classes) float32 and (m,) float32. With mixup, images are (images, partners,
    shares), as `augmentation.Mix` takes them, and labels and weights are blended.
    """

    def __init__(
        self,
        path: Path,
        classes: int,
        batch_size: int,
        *,
        seed: int | None = None,
        class_weights: np.ndarray | None = None,
        mixup: float | None = None,
        votes: str = "none",
    ) -> None:
        """Open a FITS file.

        Args:
            path: written by `fits.write_cube`.
            classes: number of classes.
            batch_size: images per batch; the last one may be smaller.
            seed: seeds order and mixup; None keeps the order of the file.
            class_weights: (classes,) weight of an image in the loss, by its label; None
                weights all alike.
            mixup: alpha of the Beta distribution of the shares; 0 blends nothing but
                gives batches of the same form; None leaves mixup out of the batches.
            votes: the recipe's `loss.votes`; other than none gives the targets of
                `vote_targets` in place of one-hot labels. Only where there is a seed
                do images have the weights that go with them.

        Raises:
            ValueError: the file has no such votes.
        """
        super().__init__()
        self.path, self.identity = Path(path), _identity(path)
        self.images = open_cube(path)
        self.labels = read_labels(path)
        self.classes, self.batch_size = classes, batch_size
        self.seed, self.mixup = seed, mixup
        self.one_hot = np.eye(classes, dtype=np.float32)
        if class_weights is None:
            class_weights = np.ones(classes)
        self.class_weights = class_weights.astype(np.float32)
        self.targets, weights = vote_targets.targets(self.path, votes)
        self.image_weights = None if seed is None else weights
        self.start_epoch(0)

    def __len__(self) -> int:
        """Number of batches."""
        return math.ceil(len(self.labels) / self.batch_size)

    def start_epoch(self, epoch: int) -> None:
        """Set the order of epoch `epoch`, counted from 0."""
        order = np.arange(len(self.labels))
        if self.seed is not None:
            np.random.default_rng([self.seed, epoch]).shuffle(order)
        # A new array, since a thread may still read batches of the same epoch.
        self.epoch, self.order = epoch, order

    def draw(self, index: int) -> tuple[np.ndarray, ...]:
        """Draw batch `index` of the epoch: everything except the pixels.

        Returns:
            Rows of the file (m,) int64, labels, weights; with mixup also partners and
            shares, before the labels.

        Raises:
            ValueError: if the file has changed since it was opened.
        """
        # Reading the memory map of a file that became shorter would kill the process.
        if _identity(self.path) != self.identity:
            raise ValueError(
                f"{self.path} was changed while it was read: leave it alone while a "
                "job runs, and run the same command again"
            )
        rows = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        # In file order, the reads of one batch go forward through the file.
        rows = np.sort(rows)
        labels = self.one_hot[self.labels[rows]]
        if self.targets is not None:
            labels = self.targets[rows]
        weights = self.class_weights[self.labels[rows]]
        if self.image_weights is not None:
            weights *= self.image_weights[rows]
        if self.mixup is None:
            return rows, labels, weights
        partners = np.arange(len(rows), dtype=np.int32)
        shares = np.ones(len(rows), np.float32)
        if self.mixup > 0:
            # NumPy treats [a, b, 0] like [a, b], which seeds the order.
            rng = np.random.default_rng([self.seed or 0, self.epoch, index + 1])
            partners = rng.permutation(partners)
            shares = rng.beta(self.mixup, self.mixup, len(rows)).astype(np.float32)
        mixed = shares[:, None] * weights[:, None] * labels
        mixed += (1 - shares[:, None]) * (weights[:, None] * labels)[partners]
        # The loss is linear in the label, so weights can be moved into it and out.
        weights = mixed.sum(axis=1)
        return rows, partners, shares, mixed / weights[:, None], weights

    def __getitem__(self, index: int) -> tuple:
        """Read batch `index` of the epoch; raises what `draw` raises."""
        drawn = self.draw(index)
        return combine(self.images[drawn[0]], drawn)


def combine(images: Any, drawn: tuple) -> tuple:  # noqa: ANN401
    """Combine the pixels of a batch with the result of `Batches.draw` for it."""
    _, *mix, labels, weights = drawn
    return (images, *mix) if mix else images, labels, weights


def _identity(path: Path) -> tuple[int, int, int] | None:
    """Numbers that change when a file is modified or replaced; None if it is gone."""
    try:
        found = Path(path).stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def balanced_weights(
    labels: np.ndarray, classes: int, power: float = 1.0
) -> np.ndarray:
    """Weight classes, (classes,) float64, with a mean of 1 over the images.

    The weights are proportional to (1 / size)^power: 1 gives every class the same sum
    of weights, 0.5 is halfway to that. A class without images has a weight of 0.
    """
    counts = np.bincount(labels, minlength=classes)
    weights = np.where(counts, np.maximum(counts, 1.0) ** -power, 0.0)
    return weights * len(labels) / (weights * counts).sum()
