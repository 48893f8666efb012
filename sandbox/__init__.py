"""Places to run the workflow in isolation, for tests and benchmarks.

A copy of the workflow that may be edited, and a SLURM cluster on this machine.
"""
