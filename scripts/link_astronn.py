"""Link a verified file where astroNN's own loaders look for it."""

from pathlib import Path

from galaxybench.download import astronn_link
from galaxybench.files import write_json
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
(verified,) = map(Path, snakemake.input.verified)
link = astronn_link.link(snakemake.params.source, verified.with_suffix(""))
write_json(snakemake.output.record, {"link": str(link)})
job.finish()
