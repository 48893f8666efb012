"""Class probabilities of test and validation images: model and images in; CSV out."""

import os
from pathlib import Path

from galaxybench import runlog

runlog.start(snakemake.log[0])
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from galaxybench import backends, gpu_slots  # noqa: E402

gpu_slots.claim(snakemake.resources.gpu)
backends.limit_threads(snakemake.threads)

from galaxybench.prediction import predict  # noqa: E402

files, outputs = snakemake.input, snakemake.output
predict(
    Path(files.model),
    [
        (Path(files.test), Path(outputs.predictions)),
        (Path(files.valid), Path(outputs.valid)),
    ],
    snakemake.threads,
    snakemake.params.views,
)
