"""Try other settings of one model's recipe for some seconds each."""
# ruff: noqa: E402

from galaxybench.jobs.start import start_on_gpu
from galaxybench.machine.backends import limit_threads

start_on_gpu(snakemake)
limit_threads(snakemake.threads)

from galaxybench.estimates.tuning import Tuner
from galaxybench.files import write_json
from galaxybench.records.recorder import recorded
from galaxybench.training.session import TrainingSpec

job = recorded(snakemake)
tuner = Tuner(TrainingSpec.of_job(snakemake))
write_json(snakemake.output.tried, tuner.tune())
job.finish()
