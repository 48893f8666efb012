"""The scripts of `snakemake classify`, each in its own process, as Snakemake does."""

import csv
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

from galaxybench.networks.model_card import write_card
from tests.helpers.script_setup import run_script_in_own_process


@pytest.mark.slow
def test_writes_tables_and_sheet_and_logs_what_was_refused(tmp_path: Path) -> None:
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.Rescaling(1 / 50)(inputs))
    keras.Model(inputs, keras.layers.Softmax()(x)).save(tmp_path / "m.keras")
    write_card(tmp_path / "m.keras", {"classes": ["red", "green", "blue"]})
    (tmp_path / "in").mkdir()
    Image.new("RGB", (8, 8), (0, 250, 0)).save(tmp_path / "in/a.png")
    (tmp_path / "in/broken.png").write_bytes(b"no picture")
    files = {
        **{"predictions": "predictions.csv", "refused": "refused.csv"},
        "description": "classification.json",
    }
    run_script_in_own_process(
        "classify_images",
        tmp_path,
        log=["logs/classify.log"],
        threads=1,
        input={},
        params={
            "asked": {
                "changed": "",
                "images": "in",
                "model": "m.keras",
                "views": "dihedral",
            }
        },
        output=files,
    )
    run_script_in_own_process(
        "plot_contact_sheet",
        tmp_path,
        log=["logs/plot_contact_sheet.log"],
        threads=1,
        input=files,
        output={"png": "sheet.png", "pdf": "sheet.pdf"},
    )
    with (tmp_path / "predictions.csv").open() as file:
        (row,) = csv.DictReader(file)
    assert (row["image"], row["class"]) == ("a.png", "green")
    assert (tmp_path / "refused.csv").read_text().splitlines()[1].startswith("broken")
    assert "broken.png cannot be read" in (tmp_path / "logs/classify.log").read_text()
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert np.asarray(sheet.convert("RGB")).std() > 1
    assert (tmp_path / "sheet.pdf").stat().st_size > 1000
