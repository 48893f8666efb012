import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, f1_score, precision_score

from galaxybench.evaluation import bootstrap
from galaxybench.evaluation.bootstrap import confusions, intervals, scores


def drawn(images: int = 400, classes: int = 4, seed: int = 0) -> tuple:
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.full(classes, 5.0))
    labels = np.concatenate([np.arange(classes), rng.choice(classes, images, p=shares)])
    wrong = rng.random(len(labels)) < 0.3
    predicted = np.where(wrong, rng.integers(0, classes, len(labels)), labels)
    return labels, predicted


def test_scores_are_those_of_scikit_learn():
    labels, predicted = drawn()
    matrix = np.zeros((4, 4))
    np.add.at(matrix, (labels, predicted), 1)
    found = scores(matrix)
    f1 = f1_score(labels, predicted, average=None)
    np.testing.assert_allclose(found["f1"], f1)
    precision = precision_score(labels, predicted, average=None)
    np.testing.assert_allclose(found["precision"], precision)
    assert found["macro_f1"] == pytest.approx(f1.mean())
    expected = balanced_accuracy_score(labels, predicted)
    assert found["balanced_accuracy"] == pytest.approx(expected)


def test_a_class_without_images_is_left_out_of_the_means():
    matrix = np.array([[3, 1, 0], [0, 4, 0], [0, 0, 0]])
    found = scores(matrix)
    assert found["balanced_accuracy"] == pytest.approx((0.75 + 1) / 2)


def test_intervals_are_those_of_images_drawn_one_by_one():
    labels, predicted = drawn()
    rng, values = np.random.default_rng(5), []
    rows = [np.flatnonzero(labels == label) for label in range(4)]
    for _ in range(1000):
        chosen = np.concatenate([rng.choice(r, len(r)) for r in rows])
        values.append(f1_score(labels[chosen], predicted[chosen], average="macro"))
    low, high = np.percentile(values, [2.5, 97.5])
    mine = intervals(labels, predicted, 4)["macro_f1"]
    assert mine[0] == pytest.approx(low, abs=0.006)
    assert mine[1] == pytest.approx(high, abs=0.006)


def test_every_draw_has_as_many_images_of_every_class():
    labels, predicted = drawn()
    matrices = confusions(labels, predicted, 4)
    assert (matrices.sum(axis=2) == np.bincount(labels)).all()


def test_groups_widen_the_intervals_and_single_images_do_not():
    labels, predicted = (np.repeat(each, 4) for each in drawn(200))
    single = intervals(labels, predicted, 4)["macro_f1"]
    grouped = intervals(labels, predicted, 4, np.arange(len(labels)) // 4)["macro_f1"]
    ratio = np.ptp(grouped) / np.ptp(single)
    assert ratio == pytest.approx(2, rel=0.12)
    twos = confusions(labels, predicted, 4, np.arange(len(labels)) // 4)
    assert (twos % 4 == 0).all()


def test_intervals_cover_at_the_stated_rate(monkeypatch):
    """The truth is known: recall 0.8 in one class, 0.6 in the other."""
    monkeypatch.setattr(bootstrap, "DRAWS", 500)
    rng, covered = np.random.default_rng(2), 0
    labels = np.repeat([0, 1], [120, 60])
    for _ in range(400):
        right = rng.random(180) < np.where(labels == 0, 0.8, 0.6)
        predicted = np.where(right, labels, 1 - labels)
        low, high = intervals(labels, predicted, 2)["balanced_accuracy"]
        covered += low <= 0.7 <= high
    assert covered / 400 == pytest.approx(0.95, abs=0.03)
