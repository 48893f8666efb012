"""What surrounds a job and decides none of its results.

In: the job's log, its GPU slots, its process. Out: log files, locks, peak memory,
energy, versions. Nothing here is an input of a rule: an edit reruns nothing.
"""
