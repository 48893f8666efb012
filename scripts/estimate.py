"""Print what an experiment will cost: probes and runs in, a table on the screen."""

import json
from pathlib import Path

from galaxybench.estimates import costs
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])

rows = []
for group in snakemake.params.groups:
    runs = [json.loads(Path(path).read_text()) for path in group["done"]]
    if group["probe"]:
        cost = costs.of_probe(json.loads(Path(group["probe"]).read_text()))
    else:
        cost = costs.of_runs(runs)
    to_do = group["runs"] - len(runs)
    rows.append({**group["names"], **cost, "runs": group["runs"], "to_do": to_do})
print(costs.table(rows))
