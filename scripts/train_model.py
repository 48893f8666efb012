"""Train one model: training and validation images in; model, history and run out."""

import json
import os
from pathlib import Path

from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from galaxybench.jobs import environment, gpu_slots, run_lock  # noqa: E402
from galaxybench.machine import backends  # noqa: E402
from galaxybench.training import data_parallel, digests  # noqa: E402

gpu = gpu_slots.asked(snakemake.resources)
gpu_slots.claim(gpu)
backends.limit_threads(snakemake.threads)

from galaxybench.download.checksums import checksum  # noqa: E402
from galaxybench.training.training import train  # noqa: E402

devices = data_parallel.devices(gpu)
names = snakemake.wildcards
# The proof of a download stands for the file beside it.
starts = [Path(path.removesuffix(".verified")) for path in snakemake.input.weights]
weights = snakemake.params.recipe["weights"]
if weights != "none" and not starts:
    raise FileNotFoundError(
        f"recipe {names.recipe}, key 'weights': no such file: {weights} (seen from "
        f"{Path.cwd()}); correct the path or put the file there"
    )
digest_of = {
    "weights": [checksum(path, "sha256") for path in starts],
    "train": digests.data_digest(snakemake.input.train),
    "valid": digests.data_digest(snakemake.input.valid),
    "recipe": digests.digest(snakemake.params.recipe),
    "code": digests.code_digest(snakemake.input.code),
}
statistics = json.loads(Path(snakemake.input.statistics).read_text())
outputs = {name: Path(snakemake.output[name]) for name in ("model", "history", "run")}
labels = {
    "dataset": names.dataset,
    "split": names.split,
    "recipe_name": names.recipe,
    "model_name": names.model,
    "seed": int(names.seed),
    "digests": digest_of,
}
versions = environment.versions()
# Another number of devices rounds otherwise: it begins anew.
run = [labels, snakemake.params.model, statistics, versions, devices]
own = ".".join(dict(names.items()).values())
state = Path("results/state", own, digests.digest(run)[:32])
with run_lock.alone(state, outputs, labels) as to_do:
    if to_do:
        train(
            Path(snakemake.input.train),
            Path(snakemake.input.valid),
            statistics,
            outputs,
            model=snakemake.params.model,
            recipe=snakemake.params.recipe,
            seed=int(names.seed),
            threads=snakemake.threads,
            start=next(iter(starts), None),
            state=state,
            labels=labels,
            devices=devices,
        )
