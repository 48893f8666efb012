"""What trainings of a made-up experiment leave on disk, in the workflow's own layout.

The numbers are drawn from a random generator; nothing is trained.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from astropy.table import Table

from galaxybench.config.runs import Run
from galaxybench.images import vote_columns
from galaxybench.images.fits import write_cube

PARTS = ("train", "valid", "test")
RECIPE = {
    "normalization": "standardize",
    "augmentation": {"flip": ["horizontal", "vertical"], "rotation": 0, "mixup": 0},
    "balance": "none",
    "optimizer": {"name": "adam", "learning_rate": 0.001, "weight_decay": 0.0},
    "schedule": {"name": "constant", "warmup_epochs": 0},
    "loss": {"label_smoothing": 0.0, "class_weights": "none"},
    "batch_size": 64,
    "epochs": 20,
    "early_stopping": {"monitor": "val_loss", "patience": 8, "min_delta": 0.0},
    "best": {"monitor": "val_loss"},
}


class FakeTrainings:
    """Writes the inputs of score and compare_models."""

    votes = False
    """Whether the images have votes: 0.7 for the label, the rest shared by others."""

    def __init__(
        self,
        folder: Path,
        models: dict[str, float],
        *,
        classes: list[str],
        seeds: tuple[int, ...] = (0,),
        splits: tuple[str, ...] = ("holdout",),
        recipes: tuple[str, ...] = ("baseline",),
        dataset: str = "galaxies",
        images: np.ndarray | None = None,
        labels: np.ndarray | None = None,
        simulated: bool = True,
        broken: tuple[str, ...] = (),
        fractions: dict[str, float] | None = None,
        references: list[dict] | None = None,
        score_train: bool = False,
    ) -> None:
        """Write everything that training and prediction would have written.

        Args:
            folder: the root of data/ and results/.
            models: name and strength (0: guesses, 3: good) of every model.
            images, labels: the images of each part; random ones if not given.
            broken: models whose first seed answers one class only.
            fractions: the part of the training images of a split, where not all.
            references: rows of references.csv.
            score_train: whether the training part is predicted and scored.
        """
        self.fractions, self.references = fractions or {}, references or []
        self.score_train = score_train
        self.entries: list[dict] = []
        self.folder, self.classes, self.dataset = folder, classes, dataset
        self.generator = np.random.default_rng(7)
        self.broken, self.simulated = broken, simulated
        self.log = [str(folder / "job.log")]
        if images is None:
            labels = np.repeat(np.arange(len(classes)), 6)
            images = self.generator.integers(0, 255, (len(labels), 16, 16, 3), np.uint8)
        self.images, self.labels = images, labels
        self.splits = [
            {"dataset": dataset, "split": split, "scheme": split.split("-fold")[0]}
            for split in splits
        ]
        self.scheme = self.splits[0]["scheme"]
        for names in self.splits:
            self._write_split(names["split"])
        self.names = [
            Run(dataset, names["split"], recipe, model, seed).names()
            for recipe in recipes
            for model in models
            for names in self.splits
            for seed in seeds
        ]
        for names in self.names:
            self._write_run(names, models[names["model"]])

    def split_file(self, split: str, name: str) -> Path:
        return self.folder / "data/splits" / self.dataset / split / name

    def run_file(self, names: dict, name: str) -> Path:
        if names in self.entries:
            parts = (names[key] for key in ("model", "dataset", "split"))
            return self.folder.joinpath("results/entries/fake", *parts, name)
        parts = (names[key] for key in ("dataset", "split", "recipe", "model"))
        run = self.folder.joinpath("results/runs", *parts, f"seed-{names['seed']}")
        return run / name

    def run_files(self, name: str) -> list[Path]:
        return [self.run_file(names, name) for names in self.names]

    def rows(self) -> list[dict]:
        return [*self.names, *self.entries]

    def row_files(self, name: str) -> list[Path]:
        return [self.run_file(names, name) for names in self.rows()]

    def train_names(self) -> list[dict]:
        return self.names if self.score_train else []

    def train_files(self) -> list[Path]:
        return self.run_files("train_metrics.json") if self.score_train else []

    def figure_file(self, figure: str, ending: str = "png") -> Path:
        folder = self.result("figures") / self.dataset / self.scheme
        return folder / f"{figure}.{ending}"

    def result(self, name: str) -> Path:
        return self.folder / "results/experiments/fake" / name

    @property
    def ledger(self) -> Path:
        return self.folder / "results/ledger.csv"

    def _write_split(self, split: str) -> None:
        provenance = {
            "source": "made up for a test",
            "citation": "Nobody 2026, arXiv:2601.01234, doi:10.1000/made.up",
            "sha256": "ab" * 32,
            "limit": "4242",
        }
        if self.simulated:
            provenance["SIMULATED"] = "T"
        count = len(self.labels)
        for part in PARTS:
            path = self.split_file(split, f"{part}.fits")
            path.parent.mkdir(parents=True, exist_ok=True)
            rows = np.arange(count)
            content = [f"{part}{row:059d}" for row in rows]
            catalog = Table(
                {"source_index": rows, "split_group": rows, "content": content}
            )
            catalog["z"] = rows * 37 % 100 / 100
            if self.votes:
                others = 0.3 / (len(self.classes) - 1)
                shares = np.full((count, len(self.classes)), others)
                shares[rows, self.labels] = 0.7
                vote_columns.put(catalog, shares, rows + 10)
                provenance["votes"] = "{}"
            write_cube(
                path, [self.images], self.images.shape, self.labels, catalog,
                self.classes, provenance,
            )  # fmt: skip
        support = np.bincount(self.labels, minlength=len(self.classes)).tolist()
        summary = {
            "method": "holdout",
            "options": {
                "method": "holdout",
                "test": 0.2,
                "valid": 0.1,
                "seed": 1001,
                "train_fraction": self.fractions.get(split, 1.0),
                "group_radius_arcsec": 60.0,
            },
            "seed": 1001,
            "dropped": {
                "dropped_classes": {"Cigar": 17},
                "left_out_by_train_fraction": 0,
            },
            "classes": self.classes,
            "images": dict.fromkeys(PARTS, count)
            | {"train": round(count * self.fractions.get(split, 1.0))},
            "counts": {
                part: dict(zip(self.classes, support, strict=True)) for part in PARTS
            },
            "groups": count,
            "largest_group": 1,
            "group_warning": "The largest group is larger than valid should be.",
            "conflicts": 3,
            "leak_report": {"shared_groups": 0, "shared_images": 0},
            "rows_sha256": dict.fromkeys(PARTS, "cd" * 32),
            "provenance": provenance,
        }
        self.split_file(split, "split.json").write_text(json.dumps(summary))

    def _write_run(self, names: dict, strength: float) -> None:
        self.run_file(names, "").mkdir(parents=True, exist_ok=True)
        broken = names["model"] in self.broken and names["seed"] == 0
        probabilities = self._probabilities(0.0 if broken else strength)
        if broken:
            probabilities = np.roll(np.sort(probabilities), 3, axis=1)
        predictions = pd.DataFrame(
            {
                "index": np.arange(len(self.labels)),
                "source_index": np.arange(len(self.labels)),
                "label": self.labels,
                "predicted": probabilities.argmax(axis=1),
            }
        ).join(pd.DataFrame(probabilities).add_prefix("p"))
        predictions.to_csv(self.run_file(names, "predictions.csv"), index=False)
        valid = self.run_file(names, "valid_predictions.csv")
        predictions.sample(frac=1.0, random_state=0).to_csv(valid, index=False)
        if self.score_train:
            path = self.run_file(names, "train_predictions.csv")
            predictions.assign(predicted=self.labels).to_csv(path, index=False)
        self._explain(names, predictions)
        accuracy = float((predictions["label"] == predictions["predicted"]).mean())
        history = self._history(accuracy)
        history.to_csv(self.run_file(names, "history.csv"), index=False)
        recipe = RECIPE | {"batch_size": 64 + len(names["recipe"])}
        if names["model"] == "dense":
            recipe |= {"loss": {"label_smoothing": 0.125, "class_weights": "none"}}
        run = {
            **names,
            "recipe_name": names["recipe"],
            "recipe": recipe,
            "model_name": names["model"],
            "model": {"architecture": names["model"], "options": {"dropout": 0.1}},
            "parameters": 61_706 * (1 + len(names["model"])),
            "flops": 10 ** (len(names["model"]) % 7 + 5),
            "train_images": 4 * len(self.labels),
            "epochs_run": len(history),
            "best_epoch": int(history["val_loss"].idxmin()) + 1,
            "train_seconds": 23.0 * len(names["model"]),
            "device": "CPU, 2 cores",
            "threads": 2,
            "versions": {"python": "3.11.2", "keras": "3.15.0", "tensorflow": "2.21.0"},
            "git_commit": "0123456789abcdef0123456789abcdef01234567",
            "started": "2026-11-22T10:00:00+00:00",
        }
        self.run_file(names, "run.json").write_text(json.dumps(run))
        speed = {"predict_seconds_per_image": 1e-4 * len(names["model"])}
        self.run_file(names, "prediction_speed.json").write_text(json.dumps(speed))

    def _explain(self, names: dict, predictions: pd.DataFrame) -> None:
        """Write maps of the first errors; a dense net has none."""
        rows = predictions[predictions["label"] != predictions["predicted"]].head(3)
        dense = names["model"] == "dense"
        shape = (0 if dense else len(rows), 2, *self.images.shape[1:3])
        np.savez(
            self.run_file(names, "gradcam.npz"),
            maps=self.generator.integers(0, 255, shape, np.uint8),
            layer="" if dense else "last_relu, 5×5",
            probability=np.full(len(rows), 0.9),
            **{key: rows[key] for key in ("index", "label", "predicted")},
        )

    def _probabilities(self, strength: float) -> np.ndarray:
        """Guess with neighbouring classes alike, as those of galaxies are."""
        classes = np.arange(len(self.classes))
        near = np.exp(-np.abs(self.labels[:, None] - classes)) * strength * 2
        logits = near + self.generator.normal(size=near.shape)
        logits[np.arange(len(self.labels)), self.labels] += 0.6 * strength
        powers = np.exp(1.7 * logits)
        return powers / powers.sum(axis=1, keepdims=True)

    def _history(self, accuracy: float) -> pd.DataFrame:
        epoch = np.arange(1, 21)
        rise = 1 - np.exp(-epoch / 5)
        noise = self.generator.normal(0, 0.012, (2, 20))
        quartiles = {
            f"{name}_q{quartile}": middle + (quartile - 50) / 400
            for name, middle in (
                ("loss", np.log(len(self.classes)) * (1 - 0.85 * rise * accuracy)),
                ("accuracy", (accuracy + 0.1) * rise),
            )
            for quartile in (25, 75)
        }
        start = np.log(len(self.classes))
        return pd.DataFrame(
            {
                "epoch": epoch,
                "loss": start * (1 - 0.85 * rise * accuracy) + noise[0] * 0.3,
                "accuracy": np.clip((accuracy + 0.1) * rise + noise[0], 0, 1),
                "val_loss": start * (1 - 0.75 * rise * accuracy)
                + 0.02 * np.maximum(epoch - 12, 0)
                + np.abs(noise[1]) * 2,
                "val_accuracy": np.clip(accuracy * rise + noise[1], 0, 1),
                "learning_rate": 0.001,
                "seconds": 4.0,
                "images_per_second": 900.0,
                **quartiles,
            }
        )
