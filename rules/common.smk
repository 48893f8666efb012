"""The checked configuration, the paths, and code as an input.

In: config/config.yaml and what --configfile adds. Out: `config` with every default
filled in, wildcard constraints, and the functions that name files.
"""

import json
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from snakemake.exceptions import WorkflowError

# Appended, so that a script called `predict` never shadows a library.
sys.path.append(str(Path(workflow.basedir) / "scripts"))

from galaxybench.comparison.rankable import refusal
from galaxybench.config import (
    classify_request,
    compare_request,
    configuration,
    declarations,
)
from galaxybench.config.closure import closure
from galaxybench.config.runs import (
    ENSEMBLE,
    EXTERNAL,
    Run,
    entries,
    kinds,
    members,
    run_named,
    runs,
    scheme_of,
    split_instances,
    split_options,
)
from galaxybench.config.user_files import fingerprint
from galaxybench.download import astronn_link, checksums
from galaxybench.report import citations

BASE = Path(workflow.basedir)
RESERVED = {"all", "doctor", *declarations.rules(BASE / "rules")}
TASKS = (
    "estimate",
    "tune",
    "watch",
)  # targets of every experiment: estimate_<experiment>

try:
    config.update(
        configuration.resolve(
            config,
            BASE / "config" / "config.schema.yaml",
            reserved=RESERVED
            | {
                f"{task}_{name}"
                for task in TASKS
                for name in config.get("experiments") or ()
            },
        )
    )
except configuration.ConfigError as error:
    # From None: the user gets the messages, not our stack.
    raise WorkflowError(str(error)) from None

# For the page's command line. Not a param of the rule: one file more that says nothing
# of an experiment is no reason to write its page again.
config["configfiles"] = [
    os.path.relpath(file) for file in workflow.config_settings.configfiles
]


def any_of(names):
    """A wildcard constraint: exactly one of these names."""
    return "|".join(re.escape(name) for name in sorted(names)) or "(?!)"


wildcard_constraints:
    dataset=any_of(config["datasets"]),
    scheme=any_of(config["splits"]),
    split=any_of(
        split
        for scheme in config["splits"]
        for split in split_instances(config, scheme)
    ),
    recipe=any_of(config["recipes"]),
    model=any_of({*declarations.models(), *config["models"]}),
    architecture=any_of(declarations.models()),
    seed=r"\d+",
    experiment=any_of(config["experiments"]),


# Paths -------------------------------------------------------------------------------

IMAGES = "data/images/{dataset}"
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


# Code as input -----------------------------------------------------------------------


def code(*templates):
    """An input function: these source files and every galaxybench file they import.

    Wildcards in the names are filled in; `{architecture}` and `{source}` are those of
    the job's model and data set.
    """

    def files(wildcards):
        names = dict(wildcards.items())
        if "model" in names:
            names["architecture"] = model_of(wildcards)["architecture"]
        if "dataset" in names:
            names["source"] = config["datasets"][wildcards.dataset]["source"]
        paths = (BASE / template.format(**names) for template in templates)
        return [os.path.relpath(path) for path in closure(*paths)]

    return files
