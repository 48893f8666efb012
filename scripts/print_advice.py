"""Print and write down which settings train an experiment's models fastest."""

import yaml

from galaxybench.estimates import costs, tuning_advice
from galaxybench.files import read_json, write_text
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
advice = {}
for names, recipe, path in snakemake.params.tried:
    tried = read_json(path)
    best = tuning_advice.choose(tried, recipe)
    print("\n{model}, recipe {recipe}, on {dataset} ({scheme})".format(**names))
    print(tuning_advice.table(tried, recipe))
    if changes := tuning_advice.adopted(best, recipe):
        advice.setdefault(names["recipe"], {})[names["model"]] = changes
file = snakemake.params.advice
text = yaml.safe_dump(advice, sort_keys=False)
if snakemake.params.tried:
    write_text(file, text)
    print(
        "\nNothing was changed. Faster settings that keep the loss curve, by recipe "
        f"and model (saved in {file});\nto adopt one, put it under "
        "`models.<name>.recipe`:\n"
    )
    print(text if advice else "none")
else:
    print(costs.NOTHING)
