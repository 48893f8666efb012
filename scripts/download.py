"""Download one file of a data source and verify its checksum.

The file itself is not a declared output, so that Snakemake never deletes it; the rule
declares `<file>.verified`. Addresses and settings are not params, so that a changed
mirror does not trigger another download.
"""

from pathlib import Path

from galaxybench.config import declarations
from galaxybench.download.fetch import fetch, record
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
source, name = snakemake.params.source, snakemake.params.file["name"]
file = declarations.file_named(declarations.source(source).files, name)
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
job.finish()
