"""Record when the doctor was started, so that older results are recognized."""

import time

from galaxybench.files import write_json
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
content = {"asked": snakemake.params.now, "seconds": time.time()}
write_json(snakemake.output.asked, content)
