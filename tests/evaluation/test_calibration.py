import numpy as np
import pytest
from scipy.special import softmax
from sklearn.metrics import log_loss

from galaxybench.evaluation.calibration import (
    at_an_end,
    at_temperature,
    calibration_error,
    consistency,
    fit_temperature,
    reliability,
)


def honest(images: int = 20_000, classes: int = 4, seed: int = 0) -> tuple:
    """Labels drawn from the very probabilities: perfectly calibrated."""
    rng = np.random.default_rng(seed)
    probabilities = softmax(2 * rng.normal(size=(images, classes)), axis=1)
    sums = probabilities.cumsum(axis=1)
    labels = (rng.random(images)[:, None] > sums).sum(axis=1).clip(0, classes - 1)
    return labels, probabilities


def test_calibration_error_by_hand():
    """Confidence 0.9 and right three times in four; 0.6 and right once in two."""
    probabilities = np.repeat([[0.9, 0.1], [0.6, 0.4]], [4, 2], axis=0)
    labels = np.array([0, 0, 0, 1, 0, 1])
    error = (4 * abs(0.75 - 0.9) + 2 * abs(0.5 - 0.6)) / 6
    assert calibration_error(labels, probabilities) == pytest.approx(error)
    table = reliability(labels, probabilities)
    assert table["images"].tolist() == [2, 4]
    np.testing.assert_allclose(table["confidence"], [0.6, 0.9])


@pytest.mark.parametrize("equal_mass", [False, True])
def test_honest_probabilities_have_almost_no_error(equal_mass):
    labels, p = honest()
    assert calibration_error(labels, p, equal_mass) < 0.012
    sure = at_temperature(p, 0.4)
    assert calibration_error(labels, sure, equal_mass) > 0.1


def test_bins_of_equal_mass_hold_equally_many_images():
    labels, p = honest(1500)
    assert set(reliability(labels, p, equal_mass=True)["images"]) == {100}


@pytest.mark.parametrize("temperature", [0.4, 1.0, 2.5])
def test_the_temperature_that_was_put_in_is_found(temperature):
    labels, p = honest()
    found = fit_temperature(labels, at_temperature(p, 1 / temperature))
    assert found == pytest.approx(temperature, rel=0.03)


def test_scaling_never_raises_the_loss_it_was_fitted_on_and_moves_no_answer():
    labels, p = honest(2000)
    sure = at_temperature(p, 0.5)
    scaled = at_temperature(sure, fit_temperature(labels, sure))
    assert log_loss(labels, scaled) < log_loss(labels, sure)
    assert (scaled.argmax(axis=1) == sure.argmax(axis=1)).all()
    np.testing.assert_allclose(scaled.sum(axis=1), 1)


def test_a_probability_of_zero_stays_finite():
    p = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    temperature = fit_temperature(np.array([0, 1, 1]), p)
    assert np.isfinite(temperature)
    assert np.isfinite(at_temperature(p, temperature)).all()


def test_a_temperature_that_nothing_fixes_lies_at_an_end():
    labels = np.array([0, 1, 0, 1])
    right = np.where(np.eye(2)[labels] > 0, 0.9, 0.1)
    assert at_an_end(fit_temperature(labels, right))
    wrong = right.copy()
    wrong[0] = wrong[0][::-1]
    assert not at_an_end(fit_temperature(labels, wrong))
    assert at_an_end(fit_temperature(labels, 1 - right))


def test_a_calibrated_net_exceeds_its_limit_in_one_of_twenty_test_sets():
    errors, expected, above = [], [], 0
    for seed in range(200):
        labels, p = honest(300, seed=seed)
        mean, limit = consistency(labels, p)
        errors.append(calibration_error(labels, p))
        expected.append(mean)
        above += errors[-1] > limit
    assert np.mean(expected) == pytest.approx(np.mean(errors), rel=0.05)
    # The binomial law leaves these bounds once in 1,000 times.
    assert 2 <= above <= 20


def test_a_net_that_is_too_sure_is_above_its_limit():
    labels, p = honest(300)
    sure = at_temperature(p, 0.4)
    mean, limit = consistency(labels, sure)
    assert mean < limit < calibration_error(labels, sure)


def test_copies_tell_no_more_than_the_image_that_they_copy():
    labels, p = honest(200)
    alone = consistency(labels, p)
    copied = np.repeat(labels, 4), np.repeat(p, 4, axis=0)
    ignored = consistency(*copied)
    heeded = consistency(*copied, np.arange(800) // 4)
    assert ignored[1] < 0.7 * alone[1]
    assert heeded == pytest.approx(alone, rel=0.05)
