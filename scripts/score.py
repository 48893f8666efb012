"""Score one run on its test images."""

import numpy as np
import pandas as pd

from galaxybench.evaluation.metrics import score
from galaxybench.files import read_json, write_json
from galaxybench.images.fits import read_catalog
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files = snakemake.input

write_json(
    snakemake.output.metrics,
    score(
        pd.read_csv(files.predictions),
        pd.read_csv(files.history),
        read_json(files.run),
        read_json(files.split)["classes"],
        groups=np.asarray(read_catalog(files.test)["split_group"]),
        valid=pd.read_csv(files.valid),
    ),
)
job.finish()
