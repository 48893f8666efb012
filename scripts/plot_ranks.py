"""Draw the critical-difference diagram of one split scheme."""

from galaxybench.figures import ranks, style
from galaxybench.files import read_json
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, scheme = snakemake.input, snakemake.wildcards.scheme

[ranking] = [each for each in read_json(files.ranks) if each["scheme"] == scheme]
provenances = [read_json(path)["provenance"] for path in files.splits]
figure = ranks.draw(ranking, simulated=any(map(is_simulated, provenances)))
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(ranks.numbers(ranking), snakemake.output.csv)
