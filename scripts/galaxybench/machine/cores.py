"""The number of cores that a job may use."""

import os

import joblib


def available_cores() -> int:
    """Count the cores of this process, at most OMP_NUM_THREADS of them.

    Snakemake sets that variable to the threads of the job.
    """
    cores = joblib.cpu_count()
    limit = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, min(cores, int(limit))) if limit.isdigit() else cores
