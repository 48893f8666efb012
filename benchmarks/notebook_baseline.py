"""Time and memory of a training, against the same in the source studies' notebooks.

The notebooks load whole arrays, divide by 255 to float64 and call `fit` with batches
of 32. On the same simulated galaxies, with the same net and number of epochs, ours may
choose batch size and learning rate, but must validate as well. They alternate, every
turn with its own seed; the best time of each counts, and the mean accuracy. Goals:
at most 0.6 of the time for MobileNetV3-Small at 69 px, at most 0.9 for AlexNet at 256
px, at most 0.15 of the anonymous memory on 6,000 images of 256 px. If the machine has
too little memory for the notebook, its memory when it was killed counts.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.common.images import write_noise
from benchmarks.common.processes import measured
from benchmarks.common.recipes import recipe
from benchmarks.common.table import row

CASES = {
    "mobilenet_v3_small": {
        "size": 69,
        "images": 8_000,
        "valid": 0.2,
        "epochs": 10,
        "time": 0.6,
        "turns": 2,
        "recipe": {"batch_size": 192, "optimizer": {"learning_rate": 4e-3}},
    },
    "alexnet": {
        "size": 256,
        "images": 1_600,
        "valid": 0.4,  # enough that a few points are more than chance
        "epochs": 5,
        "time": 0.9,
        "turns": 3,
        "recipe": {
            "batch_size": 32,
            "optimizer": {"learning_rate": 1e-4},
            "schedule": {"name": "cosine"},
        },
    },
}


def notebook(folder: Path, name: str, epochs: int, seed: int) -> None:
    """Train as the notebooks do, the net being ours."""
    import keras
    from astropy.io import fits

    from galaxybench.networks import architectures

    parts = []
    for part in ("train", "valid"):
        with fits.open(folder / f"{part}.fits", memmap=False) as hdus:
            labels = keras.utils.to_categorical(hdus[1].data, 10)
            parts.append((hdus[0].data / 255.0, labels))
    keras.utils.set_random_seed(seed)
    inputs = keras.Input(parts[0][0].shape[1:])
    model = keras.Model(inputs, architectures.build(name, inputs, 10))
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(
        *parts[0], validation_data=parts[1], epochs=epochs, batch_size=32, verbose=0
    )
    model.save(folder / "notebook.keras")
    best = max(history.history["val_accuracy"])
    (folder / "notebook.json").write_text(json.dumps(best))


def ours(
    folder: Path, name: str, epochs: int, seed: int, changes: dict[str, Any]
) -> None:
    """Do what the rule train_model does."""
    import csv

    from galaxybench.machine import backends
    from galaxybench.preparation.pixel_statistics import fit_pixel_statistics
    from galaxybench.training.session import TrainingSpec
    from galaxybench.training.training import train

    backends.limit_threads(2)
    names = {"model": "model.keras", "history": "history.csv", "run": "run.json"}
    outputs = {key: folder / file for key, file in names.items()}
    spec = TrainingSpec(
        folder / "train.fits",
        folder / "valid.fits",
        fit_pixel_statistics(folder / "train.fits"),
        model={"architecture": name, "options": {}},
        recipe=recipe(epochs=epochs, **changes),
        seed=seed,
    )
    train(spec, outputs, folder / "state" / "digest", labels={}, threads=2)
    with outputs["history"].open() as file:
        best = max(float(line["val_accuracy"]) for line in csv.DictReader(file))
    (folder / "ours.json").write_text(json.dumps(best))


def simulate(folder: Path, images: int, size: int, valid: float) -> None:
    """Render galaxies, import them and split them, as the rules do."""
    from galaxybench.datasets.simulated_galaxies import OPTIONS
    from galaxybench.preparation.importing import import_dataset
    from galaxybench.preparation.splitting import PARTS, split_dataset

    defaults = {name: option["default"] for name, option in OPTIONS.items()}
    options = defaults | {"images": images, "size": size}
    import_dataset(
        "simulated_galaxies", [], options, {}, folder / "all.fits", folder / "d.json"
    )
    split = {"method": "holdout", "test": 0.2, "valid": valid, "seed": 1001}
    parts = {part: folder / f"{part}.fits" for part in PARTS}
    split_dataset(folder / "all.fits", split, parts, folder / "split.json")


def compare_times(names: Iterable[str]) -> list[bool]:
    """Compare the wall time and the accuracy of both."""
    held = []
    for name in names:
        case = CASES[name]
        with tempfile.TemporaryDirectory() as path:
            folder = Path(path)
            simulate(folder, case["images"], case["size"], case["valid"])
            times, gains = [], []
            for seed in range(case["turns"]):
                what = folder, name, case["epochs"], seed
                _, theirs = measured(notebook, *what)
                _, mine = measured(ours, *what, case["recipe"])
                times.append((theirs, mine))
                shutil.rmtree(folder / "state", ignore_errors=True)
                reached = [
                    100 * json.loads((folder / f"{who}.json").read_text())
                    for who in ("notebook", "ours")
                ]
                gains.append(reached[1] - reached[0])
                print(
                    f"seed {seed}: notebook {theirs:.0f} s, {reached[0]:.1f} %; "
                    f"ours {mine:.0f} s, {reached[1]:.1f} %",
                    flush=True,
                )
        what = f"{name}, {case['size']} px"
        theirs, mine = map(min, zip(*times, strict=True))
        held.append(row(f"{what}: time / notebook's", mine / theirs, case["time"]))
        title = f"{what}: best validation accuracy, ours minus notebook's"
        held.append(row(title, mean(gains), 0, "points", most=False))
    return held


def compare_memory() -> bool:
    """Compare the peaks of anonymous memory of both, one epoch on 6,000 images."""
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        write_noise(folder / "train.fits", 6_000, 256)
        write_noise(folder / "valid.fits", 200, 256)
        theirs, _ = measured(notebook, folder, "lenet5", 1, 0, may_be_killed=True)
        mine, _ = measured(ours, folder, "lenet5", 1, 0, {})
    print(f"anonymous memory: {mine:.0f} MB, notebook {theirs:.0f} MB")
    return row("6,000 images of 256 px: memory / notebook's", mine / theirs, 0.15)


if __name__ == "__main__":
    held = [*compare_times(sys.argv[1:] or CASES), compare_memory()]
    sys.exit(not all(held))
