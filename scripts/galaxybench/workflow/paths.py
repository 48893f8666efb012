"""Where the workflow keeps its files: templates that Snakemake fills with wildcards."""

from collections.abc import Callable
from typing import Any

from galaxybench.config.runs import Run, entry_name

IMAGES = "data/images/{dataset}"
LOOK = "results/looks/{dataset}.html"
SPLIT = "data/splits/{dataset}/{split}"
PREPARED = "data/prepared/{dataset}/{split}"
PROBE = "results/probes/{dataset}/{split}/{recipe}/{model}.json"
TRIED = "results/tuning/{dataset}/{split}/{recipe}/{model}.json"
RUN = "results/runs/{dataset}/{split}/{recipe}/{model}/seed-{seed}"
STATE = "results/state/{dataset}.{split}.{recipe}.{model}.{seed}"
ENTRY = "results/entries/{experiment}/{entry}/{dataset}/{split}"
EXPERIMENT = "results/experiments/{experiment}"
FIGURES = "results/experiments/{experiment}/figures/{dataset}/{scheme}"
TABLES = "results/experiments/{experiment}/tables/{dataset}/{scheme}"
FIGURES_OF_ALL = "results/experiments/{experiment}/figures/{scheme}"
"""Folder of the figures that show all data sets together."""
LEDGER = "results/ledger.csv"
"""Every scoring of a test part. Jobs append to it; it is no input or output."""

RUN_FILES = (
    *("model.keras", "history.csv", "run.json"),
    *("predictions.csv", "valid_predictions.csv", "prediction_speed.json"),
    "metrics.json",
)
"""The files of a run that its experiment is made of."""
ENTRY_FILES = ("predictions.csv", "run.json", "metrics.json")
"""The files of an ensemble, or of outside predictions."""

Wildcards = Any
"""The wildcards of a job: each is an attribute and an item, and its value is text."""
InputFunction = Callable[[Wildcards], list[str]]
"""Snakemake calls it with the wildcards of a job to get its input files."""


class _Named(dict):
    def __getattr__(self, name: str) -> str:
        return self[name]


def named(**names: str) -> Wildcards:
    """Return wildcards with these names, for a function that a rule also calls."""
    return _Named(names)


def run_file(run: Run, name: str) -> str:
    """Return the path of the file `name` of a run."""
    return f"{RUN}/{name}".format(**run.names())


def entry_file(experiment: str, entry: Run, name: str) -> str:
    """Return the path of the file `name` of an entry of an experiment."""
    names = {"experiment": experiment, "entry": entry_name(entry), **entry.names()}
    return f"{ENTRY}/{name}".format(**names)
