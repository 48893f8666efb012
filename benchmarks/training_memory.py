"""Memory of training, predicting, scoring, balancing: 1,000 against 20,000 images.

The images have 256 pixels. Goal: the peaks of anonymous memory (RssAnon) differ by at
most 100 MB. Pages of mapped files are not counted: the kernel drops them when it needs
the memory. The files take 4.6 GB in the folder for temporary files (TMPDIR).
"""

import json
import sys
from pathlib import Path

from benchmarks.common.images import CLASSES, write_noise
from benchmarks.common.memory_growth import holds
from benchmarks.common.recipes import STATISTICS, recipe

COUNTS = (1_000, 20_000)
ALLOWED = 100  # MB
MODEL = {"architecture": "lenet5", "options": {}}
RECIPE = recipe(
    epochs=1,
    batch_size=64,
    augmentation={"flip": ["horizontal"], "quarter_turns": True},
)


def training(folder: Path) -> None:
    """Do what the rule train_model does."""
    from galaxybench.machine import backends
    from galaxybench.training.session import TrainingSpec
    from galaxybench.training.training import train

    backends.limit_threads(2)
    names = {"model": "model.keras", "history": "history.csv", "run": "run.json"}
    parts = folder / "train.fits", folder / "valid.fits"
    train(
        TrainingSpec(*parts, STATISTICS, MODEL, RECIPE, seed=0),
        {key: folder / name for key, name in names.items()},
        state=folder / "state" / "digest",
        labels={},
        threads=2,
    )


def predicting(folder: Path) -> None:
    """Do what the rule predict does."""
    from galaxybench.evaluation.prediction import predict
    from galaxybench.machine import backends

    backends.limit_threads(2)
    parts = [(folder / "train.fits", folder / "predictions.csv")]
    predict(folder / "model.keras", parts, threads=2)


def scoring(folder: Path) -> None:
    """Do what the rule score does."""
    import numpy as np
    import pandas as pd

    from galaxybench.evaluation.metrics import score
    from galaxybench.images.fits import read_catalog

    score(
        pd.read_csv(folder / "predictions.csv"),
        pd.read_csv(folder / "history.csv"),
        json.loads((folder / "run.json").read_text()),
        CLASSES,
        groups=np.asarray(read_catalog(folder / "train.fits")["source_index"]),
        valid=pd.read_csv(folder / "predictions.csv"),
    )


def balancing(folder: Path) -> None:
    """Do what the rule balance_train does."""
    from galaxybench.preparation.balancing import balance

    output = folder / "balanced.fits"
    balance(folder / "train.fits", output, RECIPE["augmentation"], seed=0)


def prepare(folder: Path, count: int) -> None:
    """Write training and validation images."""
    write_noise(folder / "train.fits", count, 256)
    write_noise(folder / "valid.fits", 200, 256)


if __name__ == "__main__":
    steps = (training, predicting, scoring, balancing)
    sys.exit(not holds(steps, COUNTS, prepare, ALLOWED))
