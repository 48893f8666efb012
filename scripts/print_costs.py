"""Print what an experiment will cost."""

from galaxybench.estimates import costs
from galaxybench.files import read_json
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])

rows = []
for group in snakemake.params.groups:
    runs = [read_json(path) for path in group["done"]]
    if group["probe"]:
        cost = costs.of_probe(read_json(group["probe"]))
    else:
        cost = costs.of_runs(runs)
    to_do = group["runs"] - len(runs)
    rows.append({**group["names"], **cost, "runs": group["runs"], "to_do": to_do})
print(costs.table(rows))
