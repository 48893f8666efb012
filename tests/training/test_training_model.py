from pathlib import Path

import keras
import numpy as np
import pytest

from galaxybench.machine import backends
from galaxybench.networks.classifier import build_classifier
from galaxybench.training.batches import Batches
from galaxybench.training.input_pipelines import input_pipeline
from galaxybench.training.phases import phases
from galaxybench.training.session import compile_model, prepare
from galaxybench.training.training_model import build_training_model
from tests.helpers.training_setup import DENSE, LENET, recipe, spec, write_all

STATISTICS = {"histogram": [[1] * 256] * 3}


def small_net() -> keras.Model:
    inputs = keras.Input((12, 12, 3))
    x = keras.layers.BatchNormalization()(inputs)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(x))


def test_the_classifier_is_shared_and_saved_as_it_was() -> None:
    net = small_net()
    description = net.to_json()
    model = build_training_model(net, recipe()["augmentation"], seed=0)
    assert model.classifier is net
    assert net.to_json() == description
    ours = {id(weight) for weight in net.trainable_weights}
    assert {id(weight) for weight in model.trainable_weights} == ours


@pytest.mark.parametrize(("mixup", "inputs"), [(0, 1), (0.2, 3)])
def test_mixup_adds_its_partners_and_shares_to_the_inputs(
    mixup: float, inputs: int
) -> None:
    augmentation = recipe(augmentation={"mixup": mixup})["augmentation"]
    model = build_training_model(small_net(), augmentation, seed=0)
    assert len(model.inputs) == inputs


def test_every_batch_is_logged(tmp_path: Path) -> None:
    write_all(tmp_path)
    options = recipe(augmentation={"flip": ["horizontal"], "rotation": 10})
    model = build_training_model(small_net(), options["augmentation"], seed=0)
    batches = Batches(tmp_path / "train.fits", 3, 16, seed=0)
    compile_model(model, options, phases(options)[0], len(batches))
    model.batch_log.restart()
    history = model.fit(input_pipeline(batches), shuffle=False, verbose=0).history
    means = model.batch_log.means()
    assert len(means) == len(batches) == 5
    np.testing.assert_allclose(means[-1, 0], history["loss"], rtol=1e-6)


def test_a_second_phase_continues_the_averages(tmp_path: Path) -> None:
    options = recipe(optimizer={"ema": 0.9})
    session = prepare(spec(write_all(tmp_path), LENET, options))
    session.begin(phases(options)[0])
    first = session.model.averages
    session.begin(phases(options)[0])
    assert session.model.averages is first is not None


@pytest.fixture
def classifier():
    return build_classifier((8, 8, 3), 3, DENSE, recipe(), STATISTICS)


def built(classifier, **augmentation):
    chosen = recipe(augmentation=augmentation)["augmentation"]
    return build_training_model(classifier, chosen, seed=0)


def test_outside_training_augmentation_changes_nothing(classifier):
    model = built(classifier, flip=["horizontal"], rotation=180, zoom=0.3)
    images = np.random.default_rng(0).integers(0, 256, (4, 8, 8, 3), np.uint8)
    plain = model(images, training=False)
    np.testing.assert_allclose(plain, classifier(images), rtol=1e-6)
    turned = np.asarray(model.augmentation(images, training=True))
    assert not np.allclose(turned, images)


def test_with_mixup_a_batch_names_partners_and_shares(classifier):
    model = built(classifier, mixup=0.2)
    assert [tensor.name for tensor in model.inputs] == [
        "raw_pixels",
        "partners",
        "shares",
    ]
    images = np.zeros((2, 8, 8, 3), np.uint8)
    images[1] = 200
    partners, shares = np.array([1, 0]), np.array([0.75, 1.0], np.float32)
    mixed = np.asarray(model.augmentation((images, partners, shares)))
    assert mixed[0].max() == pytest.approx(50)
    assert mixed[1].min() == pytest.approx(200)


@pytest.mark.parametrize("key", ["sam", "ema"])
def test_what_only_tensorflow_can_do_is_refused_elsewhere(classifier, monkeypatch, key):
    monkeypatch.setattr(backends, "name", lambda: "jax")
    optimizer = recipe(optimizer={key: 0.5})["optimizer"]
    with pytest.raises(ValueError, match=f"optimizer.{key}.*0.5.*jax.*tensorflow"):
        built(classifier).refine(optimizer)
