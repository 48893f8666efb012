"""Wait for the facts of both jobs, and report what works and what does not."""

from pathlib import Path

from galaxybench.files import read_json
from galaxybench.jobs import doctor, job_log, slurm_queue

job_log.start(snakemake.log[0])
asked = read_json(snakemake.input.asked)
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
