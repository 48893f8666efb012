"""Measure a short training of one model: what will a run cost?"""

import json
import os
import time
from pathlib import Path

began = time.perf_counter()

from galaxybench.jobs import job_log  # noqa: E402

job_log.start(snakemake.log[0])
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from galaxybench.jobs import gpu_slots  # noqa: E402
from galaxybench.machine import backends  # noqa: E402

gpu_slots.claim(gpu_slots.asked(snakemake.resources))
backends.limit_threads(snakemake.threads)

from galaxybench.estimates.probing import probe  # noqa: E402
from galaxybench.files import write_json  # noqa: E402

starts = [Path(path.removesuffix(".verified")) for path in snakemake.input.weights]
write_json(
    snakemake.output.probe,
    probe(
        Path(snakemake.input.train),
        Path(snakemake.input.valid),
        json.loads(Path(snakemake.input.statistics).read_text()),
        model=snakemake.params.model,
        recipe=snakemake.params.recipe,
        threads=snakemake.threads,
        began=began,
        start=next(iter(starts), None),
    ),
)
