"""Predict the classes of new images."""

import os
from pathlib import Path

from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from galaxybench.machine import backends  # noqa: E402

backends.limit_threads(snakemake.threads)

from galaxybench.evaluation.new_images import classify  # noqa: E402
from galaxybench.files import write_json  # noqa: E402

asked, output = snakemake.params.asked, snakemake.output
description = classify(
    Path(asked["model"]),
    Path(asked["images"]),
    Path(output.predictions),
    Path(output.refused),
    snakemake.threads,
    asked["views"],
)
write_json(output.description, description)
