"""Collect the facts of a job without a GPU."""

from galaxybench.files import read_json, write_json
from galaxybench.jobs import doctor, job_log

PACKAGES = ("numpy", "pandas", "astropy", "sklearn", "matplotlib")

job_log.start(snakemake.log[0])
asked = read_json(snakemake.input.asked)["asked"]
write_json(snakemake.output.seen, {"asked": asked, **doctor.look(PACKAGES)})
