"""Draw the critical-difference diagram of one split scheme."""

from galaxybench.figures import ranks, style
from galaxybench.files import read_json
from galaxybench.images.simulated import split_is_simulated
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, scheme = snakemake.input, snakemake.wildcards.scheme

[ranking] = [each for each in read_json(files.ranks) if each["scheme"] == scheme]
figure = ranks.draw(ranking, simulated=any(map(split_is_simulated, files.splits)))
style.write(figure, ranks.numbers(ranking), snakemake.output)
job.finish()
