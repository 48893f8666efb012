"""Score one run on its test images.

input: predictions (CSV), valid (CSV: predictions of the validation images), test
(test.fits: groups), history (CSV), run (JSON), split (split.json: class names)
output: metrics (JSON)
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from galaxybench.evaluation.metrics import score
from galaxybench.files import write_json
from galaxybench.images.fits import read_catalog
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files = snakemake.input

write_json(
    snakemake.output.metrics,
    score(
        pd.read_csv(files.predictions),
        pd.read_csv(files.history),
        json.loads(Path(files.run).read_text()),
        json.loads(Path(files.split).read_text())["classes"],
        groups=np.asarray(read_catalog(files.test)["split_group"]),
        valid=pd.read_csv(files.valid),
    ),
)
