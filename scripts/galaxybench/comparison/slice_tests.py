"""Tests of models on slices of the test images.

Two questions. Is a model's accuracy on a slice another than on the rest of the test
images? And is another model better on a slice than the one that is best on average?
Both heed groups of images, and where models were trained several times, that their
difference scatters over trainings, as in `scatter`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from galaxybench.comparison.scatter import Scatter, freedom_of, scatter, seed_variance
from galaxybench.comparison.simultaneous import Tested, judge

Right = Sequence[Sequence[np.ndarray]]
"""Per model and split instance, (trainings, n) bool, as for `scatter`."""
Fine = Sequence[bool] | None
"""Per model, whether all of its trainings went well, as for `scatter`."""


@dataclass(frozen=True)
class _Side:
    """One model on the slices, or on the rest of the images of each slice.

    Attributes:
        accuracy: (c,).
        images: (c,) number of images.
        variance: (c,) of the accuracy over test images.
        residuals: (groups, c), whose products are its covariance over test images.
        groups: (c,) number of groups.
    """

    accuracy: np.ndarray
    images: np.ndarray
    variance: np.ndarray
    residuals: np.ndarray
    groups: np.ndarray


def within(
    right: Right, groups: Sequence[np.ndarray], members: np.ndarray, fine: Fine = None
) -> Scatter | None:
    """Scatter of the models on one slice alone; None if it is empty.

    `right`, `groups` and `fine` are as for `scatter`, `members` is (n,) bool over the
    images of all split instances.
    """
    parts = _by_instance(members, groups)
    used = [n for n, own in enumerate(parts) if own.any()]
    if not used:
        return None
    return scatter(
        [[model[n][:, parts[n]] for n in used] for model in right],
        [groups[n][parts[n]] for n in used],
        fine,
    )


def against_rest(
    right: Right, groups: Sequence[np.ndarray], members: np.ndarray, fine: Fine = None
) -> Tested:
    """Compare the accuracy of k models on c slices with that on the rest.

    The variance of either side is at least that of as many images drawn from all test
    images, since the own one of few images is near 0 where all answers are right by
    chance. One image that is right and one that is wrong are added to it.

    Args:
        right: as for `scatter`, of all test images.
        groups: the same.
        members: (c, n) bool: which images are in each slice. A slice and its rest have
            two groups of images or more each.
        fine: as for `scatter`.

    Returns:
        Tests of k × c differences, slice less rest, all slices of a model in a row.
    """
    cells = members.T.astype(float)
    matrices = [_groups(own) for own in groups]
    parts = _by_instance(cells, groups)
    count, number = len(cells), len(members)
    inside = _stacked(h @ z for h, z in zip(matrices, parts, strict=True))
    whole = np.concatenate([h.sum(axis=1) for h in matrices])
    outside = whole[:, None] - inside
    size = float((whole**2).sum() / count)
    found, residuals, seeds = [], [], []
    for model in right:
        sums = [
            _sums(own, h, z) for own, h, z in zip(model, matrices, parts, strict=True)
        ]
        shared = _stacked(own[0].mean(axis=0) for own in sums)
        rest = _stacked(own[1].mean(axis=0) for own in sums)
        total = (shared + rest)[:, 0]
        accuracy = total.sum() / count
        scale = len(whole) / (len(whole) - 1) / count**2
        average = scale * float(((total - accuracy * whole) ** 2).sum()) * count / size
        sides = _side(shared, inside, average), _side(rest, outside, average)
        found.append(sides)
        residuals.append(sides[0].residuals - sides[1].residuals)
        seeds.append(_seed_parts(sums, matrices, parts, [s.images for s in sides]))
    images = np.concatenate([one.variance + other.variance for one, other in found])
    between, chance, freedom = np.concatenate(seeds, axis=1)
    of = Scatter(
        mean=np.concatenate([one.accuracy - other.accuracy for one, other in found]),
        images=_covariance(residuals, images),
        between=between,
        chance=chance,
        trainings=np.repeat([np.mean([*map(len, model)]) for model in right], number),
        freedom=freedom,
        fine=np.repeat([True] * len(right) if fine is None else fine, number),
        count=count,
        groups=len(whole),
        size=size,
    )
    return _against_rest(of, images, found)


def _against_rest(
    of: Scatter, images: np.ndarray, found: list[tuple[_Side, _Side]]
) -> Tested:
    """Test the means of `of`; `images` is their variance over images, of `found`."""
    raised = seed_variance(of)
    variance = images + raised
    parts = [
        (
            np.concatenate([sides[n].variance for sides in found]),
            np.concatenate([sides[n].groups - 1 for sides in found]),
        )
        for n in (0, 1)
    ]
    parts.append((np.maximum(raised, of.between), of.freedom))
    freedom = freedom_of(variance, np.zeros(1), 2, *parts)
    return judge(of.mean, variance, freedom, of.images)


def over_best(
    right: Right,
    groups: Sequence[np.ndarray],
    members: np.ndarray,
    best: int,
    fine: Fine = None,
) -> Tested:
    """Compare all other models with the model `best` on each of c slices.

    The arguments are those of `against_rest`. The variance over images is that of equal
    models, and two images are added to it as in `crossed`.

    Returns:
        Tests of (k - 1) × c differences, the other model less the best, all slices of a
        model in a row.
    """
    others = [n for n in range(len(right)) if n != best]
    shares = [np.concatenate([own.mean(axis=0) for own in model]) for model in right]
    matrices = [_groups(own) for own in groups]
    images = members.sum(axis=1)
    slices = [within(right, groups, own, fine) for own in members]
    found, residuals = [], []
    for other in others:
        apart = (shares[other] - shares[best])[:, None] * members.T / images
        parts = _by_instance(apart, groups)
        sums = _stacked(h @ own for h, own in zip(matrices, parts, strict=True))
        unbiased = np.array([of.groups / (of.groups - 1) for of in slices])
        residuals.append(sums * np.sqrt(unbiased))
        found += [
            _pair(of, own, other, best)
            for of, own in zip(slices, (residuals[-1] ** 2).sum(axis=0), strict=True)
        ]
    difference, images_alone, variance, freedom = np.array(found).T
    covariance = _covariance(residuals, images_alone)
    return judge(difference, variance, freedom, covariance)


def _pair(
    of: Scatter, images: float, other: int, best: int
) -> tuple[float, float, float, float]:
    """Return difference, variances and degrees of freedom of two models on a slice.

    The variances are that over images, and that over images and seeds.
    """
    images += 2 * (of.size / of.count) ** 2
    seeds = seed_variance(of)
    variance = images + seeds[other] + seeds[best]
    shown = np.maximum(seeds, of.between)
    freedom = freedom_of(
        variance,
        np.array(images),
        of.groups,
        *((shown[own], of.freedom[own]) for own in (other, best)),
    )
    difference = of.mean[other] - of.mean[best]
    return difference, images, float(variance), float(freedom)


def _side(right: np.ndarray, sizes: np.ndarray, average: float) -> _Side:
    """Describe one side of all slices.

    Args:
        right: (groups, c) right answers, the mean over trainings.
        sizes: (groups, c) images.
        average: the variance of a single image, of all test images.
    """
    images, groups = sizes.sum(axis=0), (sizes > 0).sum(axis=0)
    accuracy = right.sum(axis=0) / images
    size = (sizes**2).sum(axis=0) / images
    unbiased = groups / (groups - 1)
    residuals = np.sqrt(unbiased) * (right - accuracy * sizes) / images
    added = (accuracy**2 + (1 - accuracy) ** 2) * (size / images) ** 2
    own = (residuals**2).sum(axis=0) + added
    variance = np.maximum(own, average * size / images)
    return _Side(accuracy, images, variance, residuals, groups)


def _seed_parts(
    sums: list[tuple[np.ndarray, np.ndarray]],
    matrices: list[csr_array],
    parts: list[np.ndarray],
    images: list[np.ndarray],
) -> np.ndarray:
    """Return `between`, `chance` and `freedom` of one model's differences, (3, c).

    As in `scatter`, with slice less rest for the accuracy. `sums` are, per instance,
    the right answers (trainings, groups, c) on the slices and on the rest, `images` the
    numbers of images (c,) of both.
    """
    number = parts[0].shape[1]
    between, chance, squares = np.zeros((3, number))
    for own, h, z in zip(sums, matrices, parts, strict=True):
        trainings, groups = own[0].shape[:2]
        if trainings == 1:
            return np.zeros((3, number))
        apart, rest = 0.0, 0.0
        sizes = h @ z, h.sum(axis=1)[:, None] - h @ z
        for sign, right, size, total in zip((1, -1), own, sizes, images, strict=True):
            correct = right.sum(axis=1)
            share = size / np.maximum(size.sum(axis=0), 1)
            expected = (correct - correct.mean(axis=0))[:, None] * share
            apart = apart + sign * correct / total
            rest = rest + sign * (right - right.mean(axis=0) - expected) / total
        part = apart.var(axis=0, ddof=1) / trainings
        unbiased = max(groups, 2) / (max(groups, 2) - 1) / (trainings - 1)
        between += part
        chance += unbiased * (rest**2).sum(axis=(0, 1)) / trainings
        squares += part**2 / (trainings - 1)
    all_trainings = sum(len(own[0]) - 1 for own in sums)
    known = squares > 0
    freedom = np.where(known, between**2 / np.where(known, squares, 1), all_trainings)
    return np.stack([between, chance, freedom])


def _sums(
    right: np.ndarray, matrix: csr_array, cells: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Count right answers by group, on slices and on the rest.

    Both are (trainings, groups, c).
    """
    answers = right.astype(float)
    inside = np.stack([matrix @ (own[:, None] * cells) for own in answers])
    whole = np.stack([matrix @ own for own in answers])
    return inside, whole[..., None] - inside


def _groups(groups: np.ndarray) -> csr_array:
    """Return the matrix (groups, n) that adds up the images of each group."""
    member = np.unique(groups, return_inverse=True)[1]
    shape = int(member.max()) + 1, len(member)
    return csr_array((np.ones(len(member)), (member, np.arange(len(member)))), shape)


def _by_instance(values: np.ndarray, groups: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Divide the rows of all images into those of each split instance."""
    return np.split(values, np.cumsum([len(own) for own in groups])[:-1])


def _covariance(residuals: list[np.ndarray], variance: np.ndarray) -> np.ndarray:
    """Return the covariance of all residuals, scaled to these variances, (c,).

    What was added to a variance would otherwise count as independent, so that a slice
    and its rest would be two tests.
    """
    every = np.concatenate(residuals, axis=1)
    found = every.T @ every
    own = np.diag(found)
    scale = np.sqrt(np.where(own > 0, variance / np.where(own > 0, own, 1), 0))
    return found * np.outer(scale, scale)


def _stacked(arrays: Iterable[np.ndarray]) -> np.ndarray:
    return np.concatenate(list(arrays))
