"""Everything around a job that decides none of its results.

In: the job's log, its GPUs, its process. Out: log files, locks, peak memory, energy,
versions. Nothing here is an input of a rule, so an edit reruns nothing.
"""
