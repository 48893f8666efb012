"""Maps of what a model looked at in its errors: model, images, predictions in; .npz."""

import os
from pathlib import Path

from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from galaxybench.jobs import gpu_slots  # noqa: E402
from galaxybench.machine import backends  # noqa: E402

gpu_slots.claim(gpu_slots.asked(snakemake.resources))
backends.limit_threads(snakemake.threads)

from galaxybench.evaluation.gradcam import explain  # noqa: E402

files = snakemake.input
explain(
    Path(files.model),
    Path(files.test),
    Path(files.predictions),
    Path(snakemake.output.maps),
    snakemake.threads,
)
