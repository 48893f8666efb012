import logging
from collections.abc import Callable
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from keras.src.legacy.saving import legacy_h5_format

from galaxybench.networks.classifier import build_classifier
from galaxybench.networks.freezing import backbone, head
from tests.helpers.training_setup import recipe

QUARTER = {"architecture": "mobilenet", "options": {"alpha": 0.25}}


def classifier(
    model: dict, start: Path | None = None, *, classes: int = 4, channels: int = 3
) -> keras.Model:
    options = recipe(normalization="architecture")
    statistics = {"histogram": [[1] * 256] * channels}
    shape = (40, 40, channels)
    return build_classifier(shape, classes, model, options, statistics, start)


def weighted(layers: list) -> list:
    return [layer for layer in layers if layer.weights]


def same(first: list, second: list) -> bool:
    return all(
        (a == b).all()
        for ours, theirs in zip(first, second, strict=True)
        for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True)
    )


def test_real_imagenet_weights_with_their_top(
    shared_data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = shared_data / "real/mobilenet_v1_0.25_224_imagenet.weights.h5"
    published = keras.applications.MobileNet(
        alpha=0.25, weights=None, input_shape=(224, 224, 3)
    )
    published.load_weights(path)
    with caplog.at_level(logging.INFO):
        model = classifier(QUARTER, path)
    ours, theirs = weighted(backbone(model)), weighted(published.layers)
    assert same(ours, theirs[: len(ours)])
    assert len(theirs) == len(ours) + 1
    assert "starts with random weights: head_dense" in caplog.text
    # The features are those of the published net: same pixels, same numbers.
    image = np.random.default_rng(0).integers(0, 256, (1, 40, 40, 3)).astype(np.uint8)
    features = keras.Model(model.input, head(model)[0].output).predict_on_batch(image)
    small = keras.applications.MobileNet(
        alpha=0.25, weights=None, input_shape=(40, 40, 3), include_top=False
    )
    for mine, published_layer in zip(weighted(small.layers), theirs, strict=False):
        mine.set_weights(published_layer.get_weights())
    expected = small.predict_on_batch(image / 127.5 - 1.0).mean(axis=(1, 2))
    np.testing.assert_allclose(features, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("architecture", "application"),
    [
        ("vgg16", keras.applications.VGG16),
        # Its own first layers are nested, ours are not.
        ("convnext_tiny", keras.applications.ConvNeXtTiny),
    ],
)
def test_published_files_without_top_are_read(
    tmp_path: Path, architecture: str, application: Callable
) -> None:
    """The old format of keras.applications' own files."""
    keras.utils.set_random_seed(1)
    twin = application(include_top=False, weights=None)
    path = tmp_path / "notop.h5"
    with h5py.File(path, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, twin)
    model = classifier({"architecture": architecture, "options": {}}, path)
    ours = [weight for layer in backbone(model) for weight in layer.get_weights()]
    theirs = twin.get_weights()
    assert len(ours) == len(theirs)
    assert all((a == b).all() for a, b in zip(ours, theirs, strict=True))


def test_a_model_of_ours_with_other_classes_gives_all_but_its_head(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keras.utils.set_random_seed(1)
    first = classifier(QUARTER, classes=7)
    first.save(tmp_path / "model.keras")
    keras.utils.set_random_seed(2)
    with caplog.at_level(logging.INFO):
        second = classifier(QUARTER, tmp_path / "model.keras")
    assert same(weighted(backbone(first)), weighted(backbone(second)))
    assert "head_dense [(256, 4), (4,)], the file has [(256, 7), (7,)]" in caplog.text


def test_a_model_of_the_same_classes_gives_all(tmp_path: Path) -> None:
    keras.utils.set_random_seed(1)
    first = classifier(QUARTER)
    first.save(tmp_path / "model.keras")
    keras.utils.set_random_seed(2)
    second = classifier(QUARTER, tmp_path / "model.keras")
    assert same(weighted(first.layers), weighted(second.layers))


def test_another_net_is_refused_by_its_first_layer_that_differs(
    tmp_path: Path,
) -> None:
    classifier({**QUARTER, "options": {"alpha": 0.5}}).save(tmp_path / "model.keras")
    with pytest.raises(ValueError, match=r"does not fit mobilenet: .*'conv1'.*\(3, 3"):
        classifier(QUARTER, tmp_path / "model.keras")


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.keras").write_text("no")
    with pytest.raises(ValueError, match="is not a .keras file"):
        classifier(QUARTER, tmp_path / "model.keras")
    (tmp_path / "weights.h5").write_text("no")
    with pytest.raises(ValueError, match="does not fit mobilenet"):
        classifier(QUARTER, tmp_path / "weights.h5")


def test_h5_weights_are_for_applications_only(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"lenet5 is not a Keras application"):
        classifier({"architecture": "lenet5", "options": {}}, tmp_path / "w.h5")


def test_grey_images_are_shown_three_times(tmp_path: Path) -> None:
    twin = keras.applications.MobileNet(alpha=0.25, include_top=False, weights=None)
    twin.save_weights(tmp_path / "w.weights.h5")
    model = classifier(QUARTER, tmp_path / "w.weights.h5", channels=1)
    assert model.input_shape[-1] == 1
    assert same(weighted(backbone(model)), weighted(twin.layers))
