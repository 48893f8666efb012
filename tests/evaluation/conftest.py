"""A model whose predictions are known, and its predictions for images."""

import csv
from pathlib import Path

import keras
import pytest

from galaxybench.evaluation.new_images import classify
from galaxybench.figures import contact_sheet
from galaxybench.networks.model_card import write_card
from tests.helpers.coloured_images import SIZE


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model that predicts which of red, green and blue an image has most of."""
    inputs = keras.Input((SIZE, SIZE, 3))
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.Rescaling(1 / 50)(inputs))
    path = tmp_path / "colours.keras"
    keras.Model(inputs, keras.layers.Softmax()(x)).save(path)
    write_card(path, {"classes": ["red", "green", "blue one"]})
    return path


@pytest.fixture
def classified(tmp_path: Path, model: Path):
    """Classify: as loaded for the contact sheet, and the rows of both CSV files."""

    def run(images: Path, model: Path = model, views: str = "none") -> tuple:
        files = tmp_path / "out/predictions.csv", tmp_path / "out/refused.csv"
        made = classify(model, images, *files, threads=1, views=views)
        tables = []
        for path in files:
            with path.open(newline="", encoding="utf-8") as file:
                tables.append(list(csv.DictReader(file)))
        return contact_sheet.load(*files, made), *tables

    return run
