"""Rank the models of an experiment over its data sets.

input: table (metrics.csv); output: ranks (JSON)
"""

import pandas as pd

from galaxybench import runlog
from galaxybench.atomic import write_json
from galaxybench.ranks import rankings

runlog.start(snakemake.log[0])

write_json(snakemake.output.ranks, rankings(pd.read_csv(snakemake.input.table)))
