"""A configuration and wildcards for the functions that rules call."""

from typing import Any

import yaml
from snakemake.iocontainers import Wildcards

from galaxybench.config.configuration import merged, resolve
from tests.helpers.config_samples import SCHEMA

CONFIG = """
run: [tiny]
datasets:
  sky: {source: simulated_galaxies, images: 400, size: 32}
  sdss: {source: galaxy10_sdss}
  mine: {source: image_folder, path: photos, size: 64}
splits:
  holdout: {}
  half: {train_fraction: 0.5}
  cv: {method: kfold, folds: 3, valid: 0.2, seed: 3}
recipes:
  plain: {epochs: 2, batch_size: 16}
  turned:
    epochs: 3
    batch_size: 16
    augmentation: {flip: [horizontal]}
    balance: augmented_copies
    test_time_augmentation: dihedral
models:
  slow_dense: {architecture: dense, recipe: {optimizer: {learning_rate: 0.0005}}}
experiments:
  tiny: {datasets: [sky], splits: [holdout], models: [lenet5, dense],
         recipes: [plain, turned], seeds: [1, 0]}
  wide: {datasets: [sky, sdss], splits: [half, cv, holdout], models: [dense],
         recipes: [plain], seeds: [0]}
"""


def resolved(changes: str = "{}") -> dict[str, Any]:
    """Give the configuration above with changes, and every default filled in."""
    return resolve(merged(yaml.safe_load(CONFIG), yaml.safe_load(changes)), SCHEMA)


def wildcards(text: str = "", **names: str) -> Wildcards:
    """Give wildcards as Snakemake would; `text` is like "dataset=sky split=holdout"."""
    return Wildcards(fromdict=dict(pair.split("=") for pair in text.split()) | names)


RUN = "dataset=sky split=holdout recipe=plain model=dense seed=0"

ALONE = """
datasets: {outside: {source: predictions, path: a.csv}}
splits: {own: {method: predefined}}
experiments:
  tiny:
    datasets: [outside]
    splits: [own]
    models: []
    recipes: []
    predictions:
      mine: {file: [a.csv, b.csv], dataset: outside, split: own}
      resnet50: {file: c.csv, dataset: outside, split: own}
    ensembles: {vote: {method: vote, predictions: [mine]}}
"""
"""An experiment of predictions that were made elsewhere, one row with two seeds."""
