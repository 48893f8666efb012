"""Measure a short training of one model, to estimate what a run costs."""
# ruff: noqa: E402

import time

began = time.perf_counter()

from galaxybench.jobs.start import start_on_gpu
from galaxybench.machine.backends import limit_threads

start_on_gpu(snakemake)
limit_threads(snakemake.threads)

from galaxybench.estimates.probing import probe
from galaxybench.files import write_json
from galaxybench.records.recorder import recorded
from galaxybench.training.session import TrainingSpec

job = recorded(snakemake)
spec = TrainingSpec.of_job(snakemake)
write_json(snakemake.output.probe, probe(spec, snakemake.threads, began))
job.finish()
