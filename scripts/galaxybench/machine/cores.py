"""How many cores a job may use."""

import os

import joblib


def available_cores() -> int:
    """Count the cores of this process: fewer where OMP_NUM_THREADS says so.

    Snakemake sets that variable to the threads of the job.
    """
    cores = joblib.cpu_count()
    told = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, min(cores, int(told))) if told.isdigit() else cores
