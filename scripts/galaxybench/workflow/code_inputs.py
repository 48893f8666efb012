"""Source code as an input: the files that a job's script runs.

Snakemake compares them by content, so that an edit reruns the jobs that run the edited
code, and no others.
"""

import os
from pathlib import Path

from galaxybench.config import configuration
from galaxybench.config.closure import closure
from galaxybench.config.runs import Config
from galaxybench.workflow.paths import InputFunction, Wildcards


def code_files(config: Config, base: Path, *templates: str) -> InputFunction:
    """Return an input function: these files, and every module that they import.

    They are paths below `base`, the folder of the Snakefile. Wildcards in them are
    filled in, and so are `{architecture}` and `{source}`, those of the job's model and
    data set.
    """

    def files(wildcards: Wildcards) -> list[str]:
        names = dict(wildcards)
        if "model" in names:
            model = configuration.model(config, names["model"])
            names["architecture"] = model["architecture"]
        if "dataset" in names:
            names["source"] = config["datasets"][names["dataset"]]["source"]
        paths = (base / template.format(**names) for template in templates)
        return [os.path.relpath(path) for path in closure(*paths)]

    return files
