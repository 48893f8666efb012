"""Note when the doctor was asked for, so that answers to an earlier time are known."""

import time
from pathlib import Path

from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])

from galaxybench.files import write_json  # noqa: E402

content = {"asked": snakemake.params.now, "seconds": time.time()}
write_json(Path(snakemake.output.asked), content)
