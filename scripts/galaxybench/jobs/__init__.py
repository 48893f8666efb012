"""Support for a running job, which affects none of its results.

In: the path of a log, the GPUs of the machine, the running process. Out: log files,
locks, peak memory, energy, versions. Nothing here is an input of a rule, so an edit
reruns nothing.
"""
