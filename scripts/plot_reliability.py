"""Draw accuracy over confidence of every model of one data set and split scheme."""

from galaxybench.evaluation.rows import read_rows
from galaxybench.figures import reliability, style
from galaxybench.files import read_json
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, names = snakemake.input, snakemake.params.names

rows = read_rows(names, metrics=files.metrics, predictions=files.predictions)
simulated = is_simulated(read_json(files.split)["provenance"])
figure = reliability.draw(rows, simulated=simulated)
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(reliability.numbers(rows), snakemake.output.csv)
