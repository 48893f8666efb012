"""Right and wrong answers of models whose accuracy, over images and seeds, is known."""

import numpy as np
from scipy import stats

IMAGE, MODEL, TRAINING = 0.45, 0.2, 0.35
"""Shares of what decides an answer: the image itself, what a model's trainings have in
common on it, and the single training. Images of a group are alike in four of five."""
ALIKE = 0.8


def planted(
    random: np.random.Generator,
    accuracy: np.ndarray,
    *,
    seeds: int,
    images: int,
    spread: float = 0.0,
    group: int = 1,
) -> tuple[list[list[np.ndarray]], list[np.ndarray]]:
    """Draw test images and trainings of models with these accuracies, (k,).

    The accuracy of a training differs from its model's by a normal deviate with the
    standard deviation `spread`. Images come in groups of the size `group`.

    Returns:
        The arguments of `scatter` for one split.
    """
    models = len(accuracy)
    member = np.repeat(np.arange(images // group), group)

    def drawn(shape: tuple[int, ...], share: float) -> np.ndarray:
        own = random.standard_normal((*shape, images))
        if group > 1:
            common = random.standard_normal((*shape, images // group))[..., member]
            own = np.where(random.random(own.shape) < ALIKE, common, own)
        return np.sqrt(share) * own

    latent = drawn((), IMAGE) + drawn((models, 1), MODEL)
    latent = latent + drawn((models, seeds), TRAINING)
    own = accuracy[:, None] + spread * random.standard_normal((models, seeds))
    right = latent + stats.norm.ppf(np.clip(own, 1e-3, 1 - 1e-3))[..., None] > 0
    return [[model] for model in right], [member]
