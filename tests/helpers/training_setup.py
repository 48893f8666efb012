"""A tiny separable image set and a complete recipe, for the tests of training."""

import copy
import csv
import json
from pathlib import Path

import keras
import numpy as np
from astropy.table import Table

from galaxybench.config.schema import fill, read_schema
from galaxybench.images import vote_columns
from galaxybench.images.fits import write_cube
from galaxybench.machine.backends import limit_threads
from galaxybench.preparation.pixel_statistics import fit_pixel_statistics
from galaxybench.training import training
from galaxybench.training.batches import Batches
from galaxybench.training.session import TrainingSpec

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = read_schema(ROOT / "config" / "config.schema.yaml")
RECIPE = fill({}, SCHEMA["$defs"]["recipe"], SCHEMA) | {"batch_size": 16, "epochs": 2}
LABELS = {
    "dataset": "blobs",
    "split": "holdout",
    "recipe_name": "r",
    "model_name": "dense",
    "digests": {},
}
limit_threads(1)  # like the start of a job, before TensorFlow runs


def recipe(**changes: object) -> dict:
    """The recipe above with changes; a dict changes only the keys that it has."""
    changed = copy.deepcopy(RECIPE)
    for key, value in changes.items():
        if isinstance(value, dict):
            assert set(value) <= set(changed[key])
            changed[key].update(value)
        else:
            assert key in changed
            changed[key] = value
    return changed


def write_blobs(
    path: Path, n: int, seed: int = 0, size: int = 12, **header: str
) -> np.ndarray:
    """Write n images of three classes: bright left, bright right, dark.

    A header with `votes` adds votes: ten or more for the label, up to nine for others.

    Returns:
        (n,) the labels, two thirds of them 0.
    """
    rng = np.random.default_rng(seed)
    labels = rng.choice(3, n, p=[2 / 3, 1 / 6, 1 / 6])
    labels[:3] = [0, 1, 2]
    images = rng.integers(0, 60, (n, size, size, 3))
    half = size // 2
    images[labels == 0, :, :half] += 120
    images[labels == 1, :, half:] += 120
    catalog = Table({"source_index": np.arange(n) + 1000})
    if "votes" in header:
        votes = rng.integers(0, 10, (n, 3)) + 10 * np.eye(3, dtype=int)[labels]
        counts = votes.sum(axis=1)
        vote_columns.put(catalog, votes / counts[:, None], counts)
    classes = ["left", "right", "dark"]
    images = images.astype(np.uint8)
    header = {"source": "b", **header}
    write_cube(path, [images], images.shape, labels, catalog, classes, header)
    return labels


def write_all(
    folder: Path, train: int = 70, valid: int = 37, size: int = 12, **header: str
) -> dict:
    """Write train, valid and test images and statistics; `header` as for `write_blobs`.

    Returns:
        The inputs and outputs of a training: train_fits, valid_fits, statistics,
        outputs and state.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for seed, (name, n) in enumerate(
        {"train": train, "valid": valid, "test": 20}.items()
    ):
        write_blobs(folder / f"{name}.fits", n, seed, size, **header)
    statistics = fit_pixel_statistics(folder / "train.fits")
    (folder / "pixel_statistics.json").write_text(json.dumps(statistics))
    return {
        "train_fits": folder / "train.fits",
        "valid_fits": folder / "valid.fits",
        "statistics": statistics,
        "outputs": {
            "model": folder / "out/model.keras",
            "history": folder / "out/history.csv",
            "run": folder / "out/run.json",
        },
        "state": folder / "state/digest",
    }


def spec(made: dict, model: dict, recipe: dict, seed: int = 0) -> TrainingSpec:
    """The spec of a training on what `write_all` has made."""
    parts = made["train_fits"], made["valid_fits"], made["statistics"]
    return TrainingSpec(*parts, model, recipe, seed)


def train(
    made: dict, model: dict, recipe: dict, seed: int = 0, devices: int = 1
) -> None:
    """Train on what `write_all` has made."""
    given = spec(made, model, recipe, seed)
    training.train(given, made["outputs"], made["state"], LABELS, 1, devices)


EVERYTHING = {
    "augmentation": {
        "flip": ["horizontal", "vertical"],
        "rotation": 20,
        "quarter_turns": True,
        "shift": 0.1,
        "zoom": 0.1,
        "brightness": 0.1,
        "mixup": 0.3,
    },
    "optimizer": {
        "name": "adamw",
        "weight_decay": 0.01,
        "clip_norm": 1.0,
        "sam": 0.05,
        "ema": 0.9,
    },
    "schedule": {"name": "cosine", "warmup_epochs": 1},
    "loss": {"label_smoothing": 0.1, "focal_gamma": 1.0, "class_weights": "balanced"},
}
GALAXY10 = {"architecture": "galaxy10_cnn", "options": {"dropout": 0.3}}
LENET = {"architecture": "lenet5", "options": {}}
DENSE = {"architecture": "dense", "options": {"units": 16}}
TIMES = {"seconds", "images_per_second"}


def run(
    folder: Path,
    model: dict = DENSE,
    seed: int = 0,
    devices: int = 1,
    votes: bool = False,
    **changes: object,
) -> tuple:
    """Train in a folder that may hold the images already; `votes` gives them votes.

    Returns:
        The model, the rows of the history and the description of the run.
    """
    made = write_all(folder, **({"votes": "{}"} if votes else {}))
    train(made, model, recipe(**changes), seed, devices)
    return results(made["outputs"])


def results(outputs: dict[str, Path]) -> tuple[keras.Model, list[dict], dict]:
    with outputs["history"].open() as file:
        history = [
            {name: float(value) for name, value in row.items()}
            for row in csv.DictReader(file)
        ]
    model = keras.models.load_model(outputs["model"])
    return model, history, json.loads(outputs["run"].read_text())


def without_times(history: list[dict]) -> list[dict]:
    return [
        {name: value for name, value in row.items() if name not in TIMES}
        for row in history
    ]


def same(first: keras.Model, second: keras.Model) -> bool:
    pairs = zip(first.get_weights(), second.get_weights(), strict=True)
    return all((a == b).all() for a, b in pairs)


def losses(model: keras.Model, path: Path) -> np.ndarray:
    images, one_hot, _ = Batches(path, 3, 1000)[0]
    p = np.asarray(model.predict_on_batch(images))
    return -np.log((p * one_hot).sum(axis=1))
