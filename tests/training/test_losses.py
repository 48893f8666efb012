import keras
import numpy as np
import pytest

from galaxybench.training import losses
from tests.helpers.training_setup import recipe

P = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]], np.float32)
Y = np.array([[1, 0, 0], [0, 0, 1]], np.float32)


def built(**changes: object) -> keras.losses.Loss:
    return losses.build(recipe(loss=changes)["loss"])


def test_cross_entropy_with_smoothed_labels() -> None:
    expected = -(np.log(0.7) + np.log(0.3)) / 2
    assert float(built()(Y, P)) == pytest.approx(expected, rel=1e-6)
    smooth = 0.7 * Y + 0.1
    expected = -(smooth * np.log(P)).sum(axis=1).mean()
    assert float(built(label_smoothing=0.3)(Y, P)) == pytest.approx(expected, rel=1e-6)


def test_focal_loss_as_computed_by_hand() -> None:
    expected = -(0.3**2 * np.log(0.7) + 0.7**2 * np.log(0.3)) / 2
    assert float(built(focal_gamma=2.0)(Y, P)) == pytest.approx(expected, rel=1e-6)


def test_a_small_gamma_comes_near_cross_entropy() -> None:
    """Nothing but the gamma sets the two apart: there is no alpha."""
    focal = float(built(focal_gamma=1e-6)(Y, P))
    assert focal == pytest.approx(float(built()(Y, P)), rel=1e-5)


def test_focal_loss_with_smoothed_labels_and_weights() -> None:
    smooth = 0.7 * Y + 0.1
    terms = -((1 - P) ** 1.5 * smooth * np.log(P)).sum(axis=1)
    weights = np.array([3.0, 0.5], np.float32)
    loss = built(focal_gamma=1.5, label_smoothing=0.3)(Y, P, sample_weight=weights)
    assert float(loss) == pytest.approx((weights * terms).mean(), rel=1e-6)
