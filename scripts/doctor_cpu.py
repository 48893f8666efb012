"""Look around where a job without a graphics card runs: nothing in; JSON out."""

import json
from pathlib import Path

from galaxybench.jobs import doctor, job_log

job_log.start(snakemake.log[0])

from galaxybench.files import write_json  # noqa: E402

PACKAGES = ("numpy", "pandas", "astropy", "sklearn", "matplotlib")

asked = json.loads(Path(snakemake.input.asked).read_text())["asked"]
write_json(Path(snakemake.output.seen), {"asked": asked, **doctor.look(PACKAGES)})
