"""The start of a job that runs Keras: its log, its GPUs and its cores.

To be called before TensorFlow or JAX is imported: the log catches what they print while
they load, and they look for GPUs once.
"""

import os
from typing import Any

from galaxybench.jobs import gpu_slots, job_log
from galaxybench.machine.backends import limit_threads


def start(job: Any) -> None:  # noqa: ANN401
    """Start the log of a Snakemake job, and limit it to the cores that it requests."""
    _start_log(job)
    limit_threads(job.threads)


def start_on_gpu(job: Any) -> int:  # noqa: ANN401
    """Also claim the GPUs that the job requests, until it ends.

    Returns:
        The number of GPUs that the job requests; a machine without GPUs gives it none.
    """
    _start_log(job)
    gpus = gpu_slots.asked(job.resources)
    gpu_slots.claim(gpus)
    limit_threads(job.threads)
    return gpus


def _start_log(job: Any) -> None:  # noqa: ANN401
    job_log.start(job.log[0])
    # Hide what TensorFlow logs at every start.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
