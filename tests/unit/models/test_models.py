"""The contract that every architecture keeps, whichever files there are."""

import importlib
import inspect
import re

import keras
import numpy as np
import pytest
from tests.training_setup import ROOT, recipe

from galaxybench import models
from galaxybench.assembly import build_classifier

NAMES = sorted(
    path.stem
    for path in (ROOT / "scripts/galaxybench/models").glob("*.py")
    if path.stem != "__init__"
)
COUNT = re.compile(r"^([\d,]+) parameters at (\d+)x(\d+)x(\d+) with (\d+) classes\.$")
STATISTICS = {"histogram": [[1] * 256] * 3}


def classifier(name: str, shape: tuple[int, ...], classes: int) -> keras.Model:
    keras.utils.set_random_seed(0)
    options = recipe(normalization="rescale")
    model = {"architecture": name, "options": {}}
    return build_classifier(shape, classes, model, options, STATISTICS)


def module(name: str) -> object:
    return importlib.import_module(f"galaxybench.models.{name}")


@pytest.mark.parametrize("name", NAMES)
def test_parameter_counts_are_those_of_the_docstring(name: str) -> None:
    lines = inspect.getdoc(module(name)).splitlines()
    documented = [match.groups() for line in lines if (match := COUNT.match(line))]
    assert documented, "the docstring names no parameter count at an input size"
    for count, *shape, classes in documented:
        inputs = keras.Input([int(n) for n in shape])
        outputs = models.build(name, inputs, int(classes))
        counted = keras.Model(inputs, outputs).count_params()
        assert counted == int(count.replace(",", "")), (shape, counted)


@pytest.mark.parametrize("name", NAMES)
def test_docstring_names_its_paper_and_its_deviations(name: str) -> None:
    text = inspect.getdoc(module(name))
    assert re.search(r"arXiv \d{4}\.\d{4,5}|doi:10\.\d{4,9}/\S+|No paper", text)
    assert "Variant: " in text
    assert "Deviations from " in text or "No paper" in text


@pytest.mark.parametrize("name", NAMES)
def test_options_are_literals_with_defaults(name: str) -> None:
    _, _, *options = inspect.signature(module(name).build).parameters.values()
    for option in options:
        assert option.kind is option.KEYWORD_ONLY
        assert isinstance(option.default, int | float | str | bool | None)


@pytest.mark.parametrize("size", [69, 28])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", NAMES)
def test_gives_float32_probabilities(name: str, channels: int, size: int) -> None:
    model = classifier(name, (size, size, channels), 4)
    images = np.random.default_rng(0).integers(0, 256, (2, size, size, channels))
    result = model(images.astype(np.uint8), training=False).numpy()
    assert result.shape == (2, 4)
    assert result.dtype == np.float32
    assert (result >= 0).all()
    np.testing.assert_allclose(result.sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_layers_are_not_nested(name: str) -> None:
    layers = classifier(name, (69, 69, 3), 4).layers
    assert not [layer.name for layer in layers if isinstance(layer, keras.Model)]


@pytest.mark.parametrize("name", NAMES)
def test_batch_norm_momentum_reaches_every_layer(name: str) -> None:
    def momenta(**options: float) -> set[float]:
        inputs = keras.Input((69, 69, 3))
        model = keras.Model(inputs, models.build(name, inputs, 4, **options))
        kind = keras.layers.BatchNormalization
        return {layer.momentum for layer in model.layers if isinstance(layer, kind)}

    if momenta():
        assert momenta() == {0.9}
        assert momenta(batch_norm_momentum=0.8) == {0.8}


@pytest.mark.parametrize("name", NAMES)
def test_trains_saves_and_loads(name: str, tmp_path: object) -> None:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (4, 69, 69, 3)).astype(np.uint8)
    model = classifier(name, (69, 69, 3), 4)
    before = model.predict_on_batch(images)
    model.compile(keras.optimizers.SGD(0.01), "categorical_crossentropy")
    model.jit_compile = False
    loss = model.train_on_batch(images, np.eye(4, dtype=np.float32))
    assert np.isfinite(loss)
    after = model.predict_on_batch(images)
    assert np.abs(after - before).max() > 1e-6
    assert np.isfinite(after).all()
    assert all(np.isfinite(weight).all() for weight in model.get_weights())

    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", compile=False)
    np.testing.assert_array_equal(loaded.predict_on_batch(images), after)
    floats = images.astype(np.float32)
    np.testing.assert_array_equal(loaded.predict_on_batch(floats), after)
