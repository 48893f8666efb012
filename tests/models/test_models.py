"""The contract that every architecture keeps; new files are found by themselves."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import pytest

from galaxybench.config import declarations, model_options
from galaxybench.download import checksums
from galaxybench.evaluation import gradcam
from galaxybench.networks import architectures, flops
from galaxybench.networks.saved_models import load_model
from tests.helpers.architecture_setup import (
    CLASSES,
    GALAXY,
    GARMENT,
    NAMES,
    classifier,
    least,
    module,
    random_images,
)

COUNT = re.compile(r"^([\d,]+) parameters at (\d+)x(\d+)x(\d+) with (\d+) classes\.$")
LARGE = {"convnext_tiny", "densenet121", "efficientnet_v2_b0", "inception_resnet_v2"}
LARGE |= {"inception_v3", "mobilenet_v3_large", "resnet50", "xception"}
"""Nets that take seconds to build: `make test-fast` leaves them out."""
APPLICATIONS = [name for name in NAMES if hasattr(module(name), "application")]


def with_weights(net: keras.Model) -> list[keras.layers.Layer]:
    """The layers that have weights, including those of nested models."""
    found = []
    for layer in net.layers:
        if isinstance(layer, keras.Model):
            found += with_weights(layer)
        elif layer.weights:
            found.append(layer)
    return found


# Each net is built once for many tests, and freed before the next one is built.
@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=pytest.mark.slow) if name in LARGE else name
        for name in NAMES
    ],
)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def net(name: str) -> Iterator[keras.Model]:
    yield classifier(name, max(GALAXY, least(name)), 3)
    keras.utils.clear_session()


@pytest.fixture(scope="module")
def tiny(name: str) -> keras.Model:
    return classifier(name, 1, 1)


@pytest.mark.slow
def test_parameter_counts_are_those_of_the_docstring(name: str) -> None:
    lines = inspect.getdoc(module(name)).splitlines()
    documented = [match.groups() for line in lines if (match := COUNT.match(line))]
    assert documented, "the docstring names no parameter count at an input size"
    for count, *shape, classes in documented:
        inputs = keras.Input([int(n) for n in shape])
        outputs = architectures.build(name, inputs, int(classes))
        counted = keras.Model(inputs, outputs).count_params()
        assert counted == int(count.replace(",", "")), (shape, counted)


def test_operations_per_pixel_are_about_those_declared(name: str) -> None:
    inputs = keras.Input((96, 96, 3))
    counted = flops.count(keras.Model(inputs, architectures.build(name, inputs, 10)))
    declared = declarations.model_flops(name)
    assert declared, "the file declares no FLOPS_PER_PIXEL"
    assert declared / 2 < counted / 96**2 < declared * 2


def test_docstring_names_its_paper_and_its_deviations(name: str) -> None:
    text = inspect.getdoc(module(name))
    assert re.search(r"arXiv \d{4}\.\d{4,5}|doi:10\.\d{4,9}/\S+|No paper", text)
    assert "Variant: " in text
    assert "Deviations from " in text or "No paper" in text


def test_options_are_literals_with_defaults(name: str) -> None:
    _, _, *options = inspect.signature(module(name).build).parameters.values()
    for option in options:
        assert option.kind is option.KEYWORD_ONLY
        assert isinstance(option.default, int | float | str | bool | None)


def test_the_smallest_values_of_options_give_a_net(name: str) -> None:
    schemas = model_options.schemas(name)
    options = {
        option: schema.get("minimum", schema["default"])
        if schema["type"] in ("integer", "number")
        else schema.get("enum", [True])[-1]
        for option, schema in schemas.items()
    }
    assert classifier(name, least(name), 3, **options).count_params() > 0


@pytest.mark.slow
def test_gives_float32_probabilities(
    name: str, net: keras.Model, tiny: keras.Model
) -> None:
    nets = [net, tiny]
    # Below the padded size the net is the same as for one pixel.
    if least(name) < GARMENT:
        nets.append(classifier(name, GARMENT, 1))
    for model in nets:
        _, size, _, channels = model.input_shape
        images = random_images(size, channels)
        result = model(images, training=False).numpy()
        assert result.shape == (len(images), CLASSES)
        assert result.dtype == np.float32
        assert (result >= 0).all()
        np.testing.assert_allclose(result.sum(axis=1), 1, atol=1e-6)


def test_small_images_are_padded_as_the_docstring_says(
    name: str, tiny: keras.Model
) -> None:
    minimum = least(name)
    shapes = [layer.output.shape[1:] for layer in tiny.layers]
    # Only a padded image still has one channel; a net may add padding of its own.
    padded = [s for s in shapes if len(s) == 3 and s[-1] == 1 and s != (1, 1, 1)]
    assert minimum == 1 or padded[0] == (minimum, minimum, 1)


def test_layers_are_not_nested(net: keras.Model) -> None:
    assert not [layer.name for layer in net.layers if isinstance(layer, keras.Model)]


def test_gradcam_finds_a_feature_map(name: str, net: keras.Model) -> None:
    features = gradcam.feature_map(net)
    if name == "dense":
        assert features is None
        return
    _, height, width, _ = features.shape
    assert height == width > 1  # as square as the image: no axis has been moved


def test_nothing_but_the_head_follows_the_head(name: str, net: keras.Model) -> None:
    in_head = [layer.name.startswith("head") for layer in net.layers]
    assert in_head == sorted(in_head)
    assert in_head[-1] or name not in APPLICATIONS
    if in_head[-1]:
        inputs = with_weights(net)[-1]
        assert inputs.name.startswith("head")


def test_options_reach_the_layers(name: str, net: keras.Model) -> None:
    known = declarations.model_options(name)
    wanted = {"head": "flatten", "dropout": 0.0, "batch_norm_momentum": 0.8}
    options = {key: value for key, value in wanted.items() if key in known}
    changed = classifier(name, 2 * max(GALAXY, least(name)), 3, **options)

    def momenta(model: keras.Model) -> set[float]:
        kind = keras.layers.BatchNormalization
        return {layer.momentum for layer in model.layers if isinstance(layer, kind)}

    if momenta(net):
        assert momenta(net) == {0.9}
        assert momenta(changed) == {0.8}
    if "head" in known:
        average, flat = (with_weights(model)[-1].input for model in (net, changed))
        assert flat.shape[1] >= 4 * average.shape[1]
        names = {layer.name for layer in net.layers}
        dropped = names - {layer.name for layer in changed.layers}
        assert "head_dropout" in dropped


def test_published_weights_are_declared(name: str) -> None:
    file = module(name)
    normalization = getattr(file, "NORMALIZATION", None)
    assert normalization in ("signed", "torch", "caffe", None)
    assert normalization or name not in APPLICATIONS
    published = declarations.model_weights(name)
    assert name in APPLICATIONS or not published
    applications = Path(keras.__file__).parent / "src" / "applications"
    keras_source = "".join(path.read_text() for path in applications.glob("*.py"))
    for file in published.values():
        assert set(file) <= {"name", "urls", "sha256", "md5", "size"}
        kind, value = checksums.declared(file)
        assert re.fullmatch(
            {"md5": "[0-9a-f]{32}", "sha256": "[0-9a-f]{64}"}[kind], value
        )
        for url in file["urls"]:
            assert url.startswith("https://")
            assert url.endswith("/" + file["name"])
            # A private mirror may have other files than those that Keras loads.
            if "/keras-applications/" in url:
                assert value in keras_source


@pytest.mark.slow
@pytest.mark.parametrize("name", APPLICATIONS, indirect=True, scope="module")
def test_published_weights_fit_layer_by_layer(name: str, net: keras.Model) -> None:
    # At the same size, because the edges that strides leave out depend on it.
    shape = net.input_shape[1:]
    twin = module(name).application(
        include_top=False, weights=None, pooling="avg", input_shape=shape
    )
    *backbone, last = with_weights(net)
    theirs = with_weights(twin)
    assert len(theirs) == len(backbone)
    for layer, ours in zip(theirs, backbone, strict=True):
        assert [w.shape for w in layer.weights] == [w.shape for w in ours.weights]
        layer.set_weights(ours.get_weights())
    images = random_images(net.input_shape[1], 3)
    expected = twin(images / np.float32(255), training=False)
    features = keras.Model(net.input, last.input)(images, training=False)
    scale = np.abs(expected).max()
    np.testing.assert_allclose(features / scale, expected / scale, atol=1e-4)


@pytest.mark.slow
def test_trains_saves_and_loads(net: keras.Model, tmp_path: Path) -> None:
    def predicted(model: keras.Model, images: np.ndarray) -> np.ndarray:
        # Not `predict`: tracing big nets four times would take minutes.
        return model(images, training=False).numpy()

    images = random_images(net.input_shape[1], 3)
    before = predicted(net, images)
    # Tracing a graph of hundreds of layers takes a minute.
    eagerly = len(net.layers) > 200
    loss = "categorical_crossentropy"
    net.compile(keras.optimizers.SGD(0.01), loss, run_eagerly=eagerly)
    net.jit_compile = False
    loss = net.train_on_batch(images, np.eye(CLASSES, dtype=np.float32))
    assert np.isfinite(loss)
    after = predicted(net, images)
    assert np.abs(after - before).max() > 1e-6
    assert np.isfinite(after).all()
    assert all(np.isfinite(weight).all() for weight in net.get_weights())

    net.save(tmp_path / "model.keras")
    loaded = load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(predicted(loaded, images), after)
    floats = images.astype(np.float32)
    np.testing.assert_array_equal(predicted(loaded, floats), after)
