"""What trainings cost before they are paid, and how far they are.

In: short trainings (probes), finished runs, states of running ones. Out: tables of time
and memory, and settings that are faster.
"""
