import keras
import numpy as np
import pytest
from galaxybench.training.trainable import build_trainable

from galaxybench.machine import backends
from galaxybench.networks.classifier import build_classifier
from tests.helpers.training_setup import DENSE, recipe

STATISTICS = {"histogram": [[1] * 256] * 3}


@pytest.fixture
def classifier():
    return build_classifier((8, 8, 3), 3, DENSE, recipe(), STATISTICS)


def built(classifier, **augmentation):
    chosen = recipe(augmentation=augmentation)["augmentation"]
    return build_trainable(classifier, chosen, seed=0)


def test_only_the_classifier_has_weights_and_is_shared(classifier):
    trainable = built(classifier, flip=["horizontal"], rotation=20)
    assert trainable.classifier is classifier
    assert [v.path for v in trainable.trainable_variables] == [
        v.path for v in classifier.trainable_variables
    ]


def test_outside_training_augmentation_changes_nothing(classifier):
    trainable = built(classifier, flip=["horizontal"], rotation=180, zoom=0.3)
    images = np.random.default_rng(0).integers(0, 256, (4, 8, 8, 3), np.uint8)
    plain = trainable(images, training=False)
    np.testing.assert_allclose(plain, classifier(images), rtol=1e-6)
    turned = np.asarray(trainable.augmentation(images, training=True))
    assert not np.allclose(turned, images)


def test_with_mixup_a_batch_names_partners_and_shares(classifier):
    trainable = built(classifier, mixup=0.2)
    assert [tensor.name for tensor in trainable.inputs] == [
        "raw_pixels",
        "partners",
        "shares",
    ]
    images = np.zeros((2, 8, 8, 3), np.uint8)
    images[1] = 200
    partners, shares = np.array([1, 0]), np.array([0.75, 1.0], np.float32)
    mixed = np.asarray(trainable.augmentation((images, partners, shares)))
    assert mixed[0].max() == pytest.approx(50)
    assert mixed[1].min() == pytest.approx(200)


def test_averages_go_on_in_a_later_phase(classifier):
    trainable = built(classifier)
    optimizer = recipe(optimizer={"ema": 0.9, "sam": 0.05})["optimizer"]
    trainable.refine(optimizer)
    first = trainable.averages
    trainable.refine(optimizer | {"sam": 0.0})
    assert trainable.averages is first is not None
    assert trainable.radius == 0.0


@pytest.mark.parametrize("key", ["sam", "ema"])
def test_what_only_tensorflow_can_do_is_refused_elsewhere(classifier, monkeypatch, key):
    monkeypatch.setattr(backends, "name", lambda: "jax")
    optimizer = recipe(optimizer={key: 0.5})["optimizer"]
    with pytest.raises(ValueError, match=f"optimizer.{key}.*0.5.*jax.*tensorflow"):
        built(classifier).refine(optimizer)


def test_a_step_moves_the_weights(classifier):
    trainable = built(classifier)
    trainable.compile("sgd", keras.losses.CategoricalCrossentropy())
    before = [weight.copy() for weight in classifier.get_weights()]
    images = np.random.default_rng(0).integers(0, 256, (8, 8, 8, 3), np.uint8)
    labels = np.eye(3, dtype=np.float32)[np.arange(8) % 3]
    trainable.fit(images, labels, verbose=0)
    pairs = zip(before, classifier.get_weights(), strict=True)
    assert any((a != b).any() for a, b in pairs)
