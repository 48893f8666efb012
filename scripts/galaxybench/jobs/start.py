"""The start of a job: its log, and its GPUs.

To be called before TensorFlow or JAX is imported: the log catches what they print while
they load, and they look for GPUs once.
"""

import os
from typing import Any

from galaxybench.jobs import gpu_slots, job_log


def start(job: Any) -> None:  # noqa: ANN401
    """Start the log of a job, without what TensorFlow says about every start.

    Args:
        job: Snakemake's description of the job.
    """
    job_log.start(job.log[0])
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


def start_on_gpu(job: Any) -> int:  # noqa: ANN401
    """Start the log of a job, and claim the GPUs that it requests until it ends.

    Args:
        job: Snakemake's description of the job.

    Returns:
        The number of GPUs that the job requests; a machine without GPUs gives it none.
    """
    start(job)
    gpus = gpu_slots.asked(job.resources)
    gpu_slots.claim(gpus)
    return gpus
