"""Rule `download`: one file of a data source, verified by its checksum.

The file itself is no declared output, so Snakemake never deletes it; the rule declares
`<file>.verified`. The settings come from the config and not from params: a changed
mirror is no reason to fetch again.
"""

from pathlib import Path

from galaxybench import astronn_link, runlog
from galaxybench.download import fetch, record

runlog.start(snakemake.log)
source, file = snakemake.params.source, snakemake.params.file
settings = snakemake.config["downloads"]
target = fetch(
    file,
    source,
    Path(snakemake.output.verified).with_suffix(""),
    mirror=settings["mirror"],
    attempts=settings["attempts"],
    timeout=settings["timeout_seconds"],
)
if settings["astronn_link"] and source in astronn_link.FILES:
    astronn_link.link(source, target)
record(target, file)
