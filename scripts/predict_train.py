"""Class probabilities of a training set: model and images in; predictions out."""

import os
from pathlib import Path

from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from galaxybench.jobs import gpu_slots  # noqa: E402
from galaxybench.machine import backends  # noqa: E402

gpu_slots.claim(gpu_slots.asked(snakemake.resources))
backends.limit_threads(snakemake.threads)

from galaxybench.evaluation.prediction import predict  # noqa: E402

predict(
    Path(snakemake.input.model),
    [(Path(snakemake.input.train), Path(snakemake.output.predictions))],
    snakemake.threads,
    snakemake.params.views,
)
