"""Wait for what two jobs saw, and print what is well and what is not."""

import json
from pathlib import Path

from galaxybench.jobs import doctor, job_log, slurm_queue

job_log.start(snakemake.log[0])

asked = json.loads(Path(snakemake.input.asked).read_text())
jobs = {}
for name in ("cpu", "gpu"):
    seen = slurm_queue.wait(
        f"doctor_{name}",
        Path(snakemake.output.report).with_name(f"{name}.json"),
        asked["asked"],
        snakemake.resources.runtime,
    )
    if "lost" not in seen:
        seen["seconds"] = seen["started"] - asked["seconds"]
    jobs[name] = seen
report = doctor.report(slurm_queue.partitions(), **jobs)
print(report)
Path(snakemake.output.report).write_text(report + "\n")
