"""Verify all files of an experiment, and print which are not as they were written."""

import sys
import time

from galaxybench.jobs import job_log
from galaxybench.records.verification import verify

job_log.start(snakemake.log[0])

began = time.perf_counter()
found = verify(snakemake.params.places, snakemake.params.expected)
for line in [*found.faults, *(f"note: {remark}" for remark in found.remarks)]:
    print(line)
seconds = time.perf_counter() - began
hashed = f"{found.files:,} files ({found.size / 1e6:,.0f} MB) hashed in {seconds:.0f} s"
if found.faults:
    sys.exit(
        f"{hashed}. Faults: {len(found.faults)}. Delete what is named above and not as "
        "it was written, and run the experiment again"
    )
print(f"{hashed}: all are as they were written")
