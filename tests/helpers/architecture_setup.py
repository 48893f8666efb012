"""Every architecture, built for a test, and what its docstring says of it."""

import importlib
import inspect
import re

import keras
import numpy as np

from galaxybench.networks.classifier import build_classifier
from tests.helpers.training_setup import ROOT, recipe

NAMES = sorted(
    path.stem
    for path in (ROOT / "scripts/galaxybench/models").glob("*.py")
    if path.stem != "__init__"
)
SIZE = re.compile(
    r"Works at any image size\."
    r"|Images smaller than (\d+) pixels(?:, [^.]+,)? are zero-padded to \1\."
)
STATISTICS = {"histogram": [[1] * 256] * 3}
GALAXY, GARMENT = 69, 28
CLASSES = 4


def module(name: str) -> object:
    return importlib.import_module(f"galaxybench.models.{name}")


def least(name: str) -> int:
    """The size in pixels below which images are padded, read from the docstring."""
    text = " ".join(inspect.getdoc(module(name)).split())
    statement = SIZE.search(text)
    assert statement, "the docstring does not state the image sizes"
    return int(statement[1] or 1)


def classifier(
    name: str, size: int, channels: int, **options: float | str
) -> keras.Model:
    keras.utils.set_random_seed(0)
    changed = recipe(normalization="rescale")
    model = {"architecture": name, "options": options}
    return build_classifier((size, size, channels), CLASSES, model, changed, STATISTICS)


def random_images(size: int, channels: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (4, size, size, channels)).astype(np.uint8)
