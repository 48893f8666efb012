"""Draw the critical-difference diagram of one split scheme.

input: ranks (JSON), splits (split.json, one of every data set); output: png, pdf, csv
wildcards: scheme
"""

import json
from pathlib import Path

from galaxybench.figures import ranks, style
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files = snakemake.input

[ranking] = [
    ranking
    for ranking in json.loads(Path(files.ranks).read_text())
    if ranking["scheme"] == snakemake.wildcards.scheme
]
simulated = any(
    is_simulated(json.loads(Path(path).read_text())["provenance"])
    for path in files.splits
)
figure = ranks.draw(ranking, simulated=simulated)
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(ranks.numbers(ranking), snakemake.output.csv)
