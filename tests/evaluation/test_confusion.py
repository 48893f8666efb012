import numpy as np
import pytest
from sklearn.metrics import (
    balanced_accuracy_score,
    confusion_matrix,
    f1_score,
    precision_score,
)

from galaxybench.evaluation.confusion import matrix, scores


def drawn(images: int = 400, classes: int = 4, seed: int = 0) -> tuple:
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.full(classes, 5.0))
    labels = np.concatenate([np.arange(classes), rng.choice(classes, images, p=shares)])
    wrong = rng.random(len(labels)) < 0.3
    predicted = np.where(wrong, rng.integers(0, classes, len(labels)), labels)
    return labels, predicted


def test_scores_are_those_of_scikit_learn():
    labels, predicted = drawn()
    found = scores(matrix(labels, predicted, 4))
    f1 = f1_score(labels, predicted, average=None)
    np.testing.assert_allclose(found["f1"], f1)
    precision = precision_score(labels, predicted, average=None)
    np.testing.assert_allclose(found["precision"], precision)
    assert found["macro_f1"] == pytest.approx(f1.mean())
    expected = balanced_accuracy_score(labels, predicted)
    assert found["balanced_accuracy"] == pytest.approx(expected)


def test_rows_are_the_true_classes():
    labels, predicted = drawn()
    expected = confusion_matrix(labels, predicted, labels=range(5))
    np.testing.assert_array_equal(matrix(labels, predicted, 5), expected)


def test_a_class_without_images_is_left_out_of_the_means():
    found = scores(np.array([[3, 1, 0], [0, 4, 0], [0, 0, 0]]))
    assert found["balanced_accuracy"] == pytest.approx((0.75 + 1) / 2)
