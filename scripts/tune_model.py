"""Try other settings of one model's recipe for some seconds each."""

import json
import os
from pathlib import Path

from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from galaxybench.jobs import gpu_slots  # noqa: E402
from galaxybench.machine import backends  # noqa: E402

gpu_slots.claim(gpu_slots.asked(snakemake.resources))
backends.limit_threads(snakemake.threads)

from galaxybench.estimates.tuning import Tuner  # noqa: E402
from galaxybench.files import write_json  # noqa: E402

starts = [Path(path.removesuffix(".verified")) for path in snakemake.input.weights]
tuner = Tuner(
    Path(snakemake.input.train),
    Path(snakemake.input.valid),
    json.loads(Path(snakemake.input.statistics).read_text()),
    model=snakemake.params.model,
    recipe=snakemake.params.recipe,
    start=next(iter(starts), None),
)
write_json(snakemake.output.tried, tuner.tune(snakemake.threads))
