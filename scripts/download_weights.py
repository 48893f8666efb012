"""Download the published weights of an architecture and verify their checksum.

As in `download`, the file itself is not a declared output; the rule declares
`<file>.verified`, and addresses are not params.
"""

from pathlib import Path

from galaxybench.config import declarations
from galaxybench.download.fetch import fetch, record
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
architecture, name = snakemake.params.architecture, snakemake.params.file["name"]
published = declarations.model_weights(architecture).values()
file = declarations.file_named(published, name)
settings = snakemake.config["downloads"]
target = fetch(
    file,
    f"weights/{architecture}",
    Path(snakemake.output.verified).with_suffix(""),
    mirror=settings["mirror"],
    attempts=settings["attempts"],
    timeout=settings["timeout_seconds"],
)
record(target, file)
job.finish()
