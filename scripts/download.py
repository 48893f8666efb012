"""Fetch one file of a data source and prove it by its checksum.

The file itself is no declared output, so Snakemake never deletes it; the rule declares
`<file>.verified`. Addresses and settings are no params: a changed mirror is no reason
to fetch again.
"""

from pathlib import Path

from galaxybench.config import declarations
from galaxybench.download.fetch import fetch, record
from galaxybench.jobs import job_log

job_log.start(snakemake.log)
source, name = snakemake.params.source, snakemake.params.file["name"]
(file,) = (f for f in declarations.source(source).files if f["name"] == name)
settings = snakemake.config["downloads"]
target = fetch(
    file,
    source,
    Path(snakemake.output.verified).with_suffix(""),
    mirror=settings["mirror"],
    attempts=settings["attempts"],
    timeout=settings["timeout_seconds"],
)
record(target, file)
