"""Made-up runs, images and predictions for figures."""

import numpy as np
import pandas as pd

from galaxybench.comparison.summary import CALIBRATION


def names(models=5, seeds=2, recipes=("baseline",)):
    """Runs of some models, as a list of their names."""
    return [
        {
            "dataset": "galaxies",
            "split": "holdout",
            "scheme": "holdout",
            "recipe": recipe,
            "model": f"model_{model}",
            "seed": seed,
        }
        for recipe in recipes
        for model in range(models)
        for seed in range(seeds)
    ]


def table(runs):
    """A table of runs from bad to good; the first one collapsed."""
    accuracies = np.linspace(0.3, 0.9, len(runs))
    return pd.DataFrame(runs).assign(
        status=["collapsed"] + ["ok"] * (len(runs) - 1),
        reason=None,
        test_images=400,
        accuracy=accuracies,
        accuracy_low=accuracies - 0.04,
        accuracy_high=accuracies + 0.04,
        majority_baseline=0.2,
        balanced_accuracy=accuracies,
        macro_f1=accuracies,
        **dict.fromkeys(CALIBRATION, 1.0),
        parameters=1000,
        train_seconds=10.0,
    )


def curves(runs, jump=None):
    """Histories and descriptions of runs; `jump` is one validation loss."""
    epochs = np.arange(1, 11)
    log = pd.DataFrame(
        {
            "epoch": epochs,
            "loss": 2 / epochs,
            "accuracy": 1 - 1 / epochs,
            "val_loss": 2.2 / epochs,
            "val_accuracy": 0.9 - 0.8 / epochs,
        }
    )
    if jump is not None:
        log.loc[4, "val_loss"] = jump
    return [log] * len(runs), [{"best_epoch": 7}] * len(runs)


def images(count=40, size=16, channels=3):
    """Random images, (count, size, size, channels) uint8."""
    generator = np.random.default_rng(0)
    return generator.integers(0, 255, (count, size, size, channels), np.uint8)


def predictions():
    """Random predictions of forty images in ten classes."""
    labels = np.repeat(np.arange(10), 4)
    generator = np.random.default_rng(1)
    probabilities = generator.dirichlet(np.ones(10), len(labels))
    return (
        pd.DataFrame(probabilities)
        .add_prefix("p")
        .assign(
            index=np.arange(len(labels)),
            label=labels,
            predicted=probabilities.argmax(axis=1),
        )
    )


def texts(figure):
    """Every text of a figure."""
    return [text.get_text() for text in figure.findobj(lambda a: hasattr(a, "_text"))]
