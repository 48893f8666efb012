"""Train one model: training and validation images in; model, history and run out."""
# ruff: noqa: E402

from pathlib import Path

from galaxybench.jobs.start import start_on_gpu
from galaxybench.machine.backends import limit_threads

gpus = start_on_gpu(snakemake)
limit_threads(snakemake.threads)

from galaxybench.download.checksums import checksum
from galaxybench.jobs import environment, run_lock
from galaxybench.machine import surroundings
from galaxybench.records.recorder import recorded
from galaxybench.training import data_parallel, digests
from galaxybench.training.session import TrainingSpec
from galaxybench.training.training import train

job = recorded(snakemake)
names = snakemake.wildcards
spec = TrainingSpec.of_job(snakemake, seed=int(names.seed))
weights = spec.recipe["weights"]
if weights != "none" and spec.start is None:
    raise FileNotFoundError(
        f"recipe {names.recipe}, key 'weights': no such file: {weights} (relative to "
        f"{Path.cwd()}); correct the path or put the file there"
    )
if spec.start:
    job.check_planned(
        next(iter(snakemake.input.weights)), snakemake.params.get("start")
    )
outputs = {name: Path(snakemake.output[name]) for name in ("model", "history", "run")}
labels = {
    "dataset": names.dataset,
    "split": names.split,
    "recipe_name": names.recipe,
    "model_name": names.model,
    "seed": spec.seed,
    "digests": {
        "weights": [checksum(spec.start, "sha256")] if spec.start else [],
        "train": job.inputs[str(spec.train)],
        "valid": job.inputs[str(spec.valid)],
        "recipe": digests.digest(spec.recipe),
        "code": digests.digest(job.code),
    },
}
devices = data_parallel.devices(gpus)
# Other versions, switches, threads and devices round differently, so that this state
# cannot be resumed with them.
used = environment.versions(), surroundings.switches()
machine = [*used, snakemake.threads, devices]
run = digests.digest([labels, spec.model, spec.statistics, *machine])
state = Path("results/state", ".".join(dict(names.items()).values()), run[:32])
with run_lock.alone(state, outputs, labels) as to_do:
    if to_do:
        train(spec, outputs, state, labels, snakemake.threads, devices)
job.finish()
