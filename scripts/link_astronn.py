"""Link a verified file where astroNN's own loaders look for it."""

from pathlib import Path

from galaxybench import astronn_link, runlog
from galaxybench.atomic import write_json

runlog.start(snakemake.log)
(verified,) = map(Path, snakemake.input.verified)
link = astronn_link.link(snakemake.params.source, verified.with_suffix(""))
write_json(snakemake.output.record, {"link": str(link)})
