"""Look around where a job without a graphics card runs: nothing in; JSON out."""

import json
from pathlib import Path

from galaxybench import node, runlog

runlog.start(snakemake.log[0])

from galaxybench.atomic import write_json  # noqa: E402

PACKAGES = ("numpy", "pandas", "astropy", "sklearn", "matplotlib")

asked = json.loads(Path(snakemake.input.asked).read_text())["asked"]
write_json(Path(snakemake.output.seen), {"asked": asked, **node.look(PACKAGES)})
