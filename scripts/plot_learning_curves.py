"""Draw the learning curves of all runs of one data set and split scheme."""

from galaxybench.evaluation.rows import read_rows
from galaxybench.figures import learning_curves, style
from galaxybench.files import read_json
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, names = snakemake.input, snakemake.params.names

rows = read_rows(names, descriptions=files.runs, histories=files.histories)
simulated = is_simulated(read_json(files.split)["provenance"])
figure = learning_curves.draw(rows, simulated=simulated)
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(learning_curves.numbers(rows), snakemake.output.csv)
