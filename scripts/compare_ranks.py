"""Rank the models of an experiment over its data sets."""

import pandas as pd

from galaxybench.comparison.ranks import rankings
from galaxybench.files import write_json
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)

write_json(snakemake.output.ranks, rankings(pd.read_csv(snakemake.input.table)))
job.finish()
