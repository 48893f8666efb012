"""The start of a job that runs Keras: its log, and its GPUs.

Call it before TensorFlow or JAX is imported: the log catches what they print while
they load, and they look for GPUs once. The number of threads affects the last bits of a
result, so the scripts limit it themselves: the files of this room are inputs of no
rule.
"""

import os
from typing import Any

from galaxybench.jobs import gpu_slots, job_log


def start(job: Any) -> None:  # noqa: ANN401
    """Start the log of a Snakemake job, without TensorFlow's start-up messages."""
    job_log.start(job.log[0])
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


def start_on_gpu(job: Any) -> int:  # noqa: ANN401
    """Call `start`, and claim the GPUs that the job requests until it ends.

    Returns:
        The number of GPUs that the job requests; a machine without GPUs gives it none.
    """
    start(job)
    gpus = gpu_slots.asked(job.resources)
    gpu_slots.claim(gpus)
    return gpus
