"""Look around where a job with a graphics card runs: nothing in; JSON out."""

import json
from pathlib import Path

from galaxybench.jobs import doctor, gpu_slots, job_log
from galaxybench.machine import backends

job_log.start(snakemake.log[0])

from galaxybench.files import write_json  # noqa: E402

asked = json.loads(Path(snakemake.input.asked).read_text())["asked"]
seen = doctor.look(("keras",))
works = not seen["failed"]
write_json(
    Path(snakemake.output.seen),
    {
        "asked": asked,
        **seen,
        "asked_cards": gpu_slots.asked(snakemake.resources),
        "backend": backends.name() if works else None,
        "gpu": backends.gpu() if works else None,
    },
)
