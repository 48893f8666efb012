"""What trainings will cost, which settings are faster, and how far trainings are.

In: short trainings (probes), finished runs, states of running ones. Out: tables of time
and memory, advice on settings, progress.
"""
