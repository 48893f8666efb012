"""Draw F1 of every class and model of one data set and split scheme."""

from galaxybench.evaluation.rows import read_rows
from galaxybench.figures import classes, style
from galaxybench.files import read_json
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, names = snakemake.input, snakemake.params.names

rows = read_rows(names, metrics=files.metrics)
simulated = is_simulated(read_json(files.split)["provenance"])
figure = classes.draw(rows, simulated=simulated)
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(classes.numbers(rows), snakemake.output.csv)
