"""The scatter of mean accuracies over test images and seeds.

Every training of a model is scored on the same test images, so two things are drawn at
random, and they are crossed: the test images (in groups that belong together) and the
seeds. The variance of a model's mean accuracy is the sum of both parts. After
Bouthillier et al. 2021, arXiv:2103.03098; the parts are those of a two-way analysis of
variance (Searle, Casella, McCulloch 1992, Variance Components, chapter 4).

A model that was trained once has no part for seeds: what is said of it holds for these
weights alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

LEVEL = 0.05
"""Level of all tests, and 1 less the coverage of all intervals."""
DIGITS = 12
"""Decimals that are kept: beyond them, thirds that should cancel do not."""
WILD = 20
"""Variances over seeds above this many times their median do not raise the others."""


@dataclass(frozen=True)
class Scatter:
    """The mean accuracies of k models on the same test images, and their variances.

    Attributes:
        mean: (k,) accuracy, the mean over trainings.
        images: (k, k) covariance of the means over test images.
        between: (k,) variance of the mean as the trainings show it; 0 for one training.
        chance: (k,) the part of `between` that the finite test set alone explains.
        trainings: (k,) number of trainings per test image.
        freedom: (k,) degrees of freedom of `between`; 0 for one training.
        fine: (k,) bool: whether all of its trainings went well.
        count: number of test images.
        groups: number of groups of test images, at least 2.
        size: number of images in the group of an average image.
    """

    mean: np.ndarray
    images: np.ndarray
    between: np.ndarray
    chance: np.ndarray
    trainings: np.ndarray
    freedom: np.ndarray
    fine: np.ndarray
    count: int
    groups: int
    size: float

    @property
    def repeated(self) -> np.ndarray:
        """(k,) bool: which models were trained several times on every split."""
        return self.freedom > 0

    @property
    def usual(self) -> np.ndarray:
        """(k,) bool: the repeated models whose scatter tells of that of others."""
        fine = self.repeated & self.fine
        return fine if fine.any() else self.repeated

    def of(self, chosen: np.ndarray) -> "Scatter":
        """Return that of some of the models; `chosen` is (k,) bool."""
        names = ("mean", "between", "chance", "trainings", "freedom", "fine")
        parts = {name: getattr(self, name)[chosen] for name in names}
        return replace(self, images=self.images[np.ix_(chosen, chosen)], **parts)


def scatter(
    right: Sequence[Sequence[np.ndarray]],
    groups: Sequence[np.ndarray],
    fine: Sequence[bool] | None = None,
) -> Scatter:
    """Divide the scatter of mean accuracies into that of images and that of seeds.

    Args:
        right: per model and split instance, (trainings, n) bool: which of the n test
            images of the instance each training got right.
        groups: per split instance, (n,) the group of each test image.
        fine: per model, whether all of its trainings went well; None if they did. The
            others do not raise the variances of these.
    """
    members = [np.unique(own, return_inverse=True)[1] for own in groups]
    sizes = [np.bincount(own).astype(float) for own in members]
    count = int(sum(own.sum() for own in sizes))
    every = np.concatenate(sizes)
    number = max(len(every), 2)
    unbiased = number / (number - 1)
    means, residuals, seeds = [], [], []
    for model in right:
        sums = [_sums(own, member) for own, member in zip(model, members, strict=True)]
        shared = np.concatenate([own.mean(axis=0) for own in sums])
        means.append(shared.sum() / count)
        residuals.append(shared - means[-1] * every)
        seeds.append(_seed_parts(sums, sizes, count))
    stacked = np.stack(residuals)
    between, chance, freedom = np.array(seeds).T
    return Scatter(
        mean=np.array(means),
        images=unbiased * stacked @ stacked.T / count**2,
        between=between,
        chance=chance,
        trainings=np.array([np.mean([len(own) for own in model]) for model in right]),
        freedom=freedom,
        fine=np.array([True] * len(means) if fine is None else fine),
        count=count,
        groups=number,
        size=float((every**2).sum() / count),
    )


def mean_intervals(of: Scatter) -> tuple[np.ndarray, np.ndarray]:
    """95 % intervals of the mean accuracies, (k,) each, over images and seeds.

    Wilson's (1927, Journal of the American Statistical Association 22, 209), with the
    number of independent images that has the variance of the mean, and Student's t.
    Neither end is ever the mean itself.
    """
    images, freedom = effective_images(of)
    t2 = stats.t.isf(LEVEL / 2, freedom) ** 2
    centre = (of.mean + t2 / (2 * images)) / (1 + t2 / images)
    binomial = of.mean * (1 - of.mean)
    half = np.sqrt(t2 * (binomial / images + t2 / (4 * images**2))) / (1 + t2 / images)
    return np.maximum(centre - half, 0), np.minimum(centre + half, 1)


def effective_images(of: Scatter) -> tuple[np.ndarray, np.ndarray]:
    """Return the independent images that have the variance of each mean, (k,).

    Their binomial variance is that over images and seeds. The second array are its
    degrees of freedom (Satterthwaite's).
    """
    seeds = seed_variance(of)
    variance = np.diag(of.images) + seeds
    known = variance > 0
    images = _independent_images(of, np.where(known, variance, 1), known)
    # The average of all models is better known than the variance of one.
    averaged = seeds > of.between - of.chance
    known_by = np.where(averaged, of.freedom[of.usual].sum(), of.freedom)
    shown = np.maximum(seeds, of.between)
    freedom = freedom_of(variance, np.diag(of.images), of.groups, (shown, known_by))
    return images, np.where(known, freedom, of.groups - 1)


def _independent_images(
    of: Scatter, variance: np.ndarray, known: np.ndarray
) -> np.ndarray:
    """The number of independent images whose mean has this variance, (k,)."""
    alone = of.count / of.size
    # For none right and all right, half an image is on the other side.
    inside = np.clip(of.mean, 0.5 / alone, 1 - 0.5 / alone)
    images = inside * (1 - inside) / variance
    edge = (of.mean == 0) | (of.mean == 1)
    images = np.where(edge, np.minimum(images, alone), images)
    return np.where(known, images, alone)


def seed_variance(of: Scatter, own: np.ndarray | None = None) -> np.ndarray:
    """The variance of each mean over seeds, beyond what the test set explains.

    That of two or three trainings may be near 0 by chance, so it counts as at least the
    mean of all models' (`usual_variance`).

    Args:
        of: the models.
        own: (..., k) variances to use instead of those observed.
    """
    own = of.between - of.chance if own is None else own
    return np.where(of.repeated, np.maximum(own, usual_variance(of, own)), 0)


def usual_variance(of: Scatter, own: np.ndarray | None = None) -> np.ndarray:
    """The variance over seeds that each mean would have if all models were alike.

    It is the mean over the models whose trainings all went well, if there are any. One
    that is wild beside the others counts little in it. The arguments are as in
    `seed_variance`.
    """
    own = of.between - of.chance if own is None else own
    if not of.repeated.any():
        return np.zeros_like(own)
    known = (own * of.trainings)[..., of.usual]  # of one training
    most = WILD * np.maximum(np.median(known, axis=-1, keepdims=True), 0)
    average = np.minimum(known, most).mean(axis=-1, keepdims=True)
    return np.where(of.repeated, np.maximum(average, 0) / of.trainings, 0)


def freedom_of(
    variance: np.ndarray,
    images: np.ndarray,
    groups: int,
    *seeds: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """Satterthwaite's degrees of freedom (1946, Biometrics Bulletin 2, 110).

    `seeds` are variances and their degrees of freedom, 0 where there is no variance.
    """
    squares = images**2 / (groups - 1)
    for part, freedom in seeds:
        squares = squares + np.where(freedom > 0, part**2 / np.maximum(freedom, 1), 0)
    return np.where(squares > 0, variance**2 / np.where(squares > 0, squares, 1), 1)


def _sums(right: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Count the right images of each group: (trainings, groups) from (trainings, n)."""
    groups = int(member.max()) + 1
    return np.stack([np.bincount(member, own, groups) for own in right.astype(float)])


def _seed_parts(
    sums: list[np.ndarray], sizes: list[np.ndarray], count: int
) -> tuple[float, float, float]:
    """Return `between`, `chance` and `freedom` of one model; sums are per instance."""
    between, chance, squares = 0.0, 0.0, 0.0
    for own, size in zip(sums, sizes, strict=True):
        trainings, groups = own.shape
        if trainings == 1:
            return 0.0, 0.0, 0.0
        correct = own.sum(axis=1)
        part = correct.var(ddof=1) / trainings / count**2
        expected = np.outer(correct - correct.mean(), size / size.sum())
        rest = own - own.mean(axis=0) - expected
        unbiased = max(groups, 2) / (max(groups, 2) - 1) / (trainings - 1)
        between += part
        chance += unbiased * float((rest**2).sum()) / trainings / count**2
        squares += part**2 / (trainings - 1)
    freedom = between**2 / squares if squares else sum(len(own) - 1 for own in sums)
    return between, chance, freedom
