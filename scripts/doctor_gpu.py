"""Collect the facts of a job with a GPU."""

from galaxybench.files import read_json, write_json
from galaxybench.jobs import doctor, gpu_slots, job_log
from galaxybench.machine import backends

job_log.start(snakemake.log[0])
asked = read_json(snakemake.input.asked)["asked"]
seen = doctor.look(("keras",))
works = not seen["failed"]
write_json(
    snakemake.output.seen,
    {
        "asked": asked,
        **seen,
        "asked_cards": gpu_slots.asked(snakemake.resources),
        "backend": backends.name() if works else None,
        "gpu": backends.gpu() if works else None,
    },
)
