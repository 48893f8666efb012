"""Which row is better, and how sure that is.

In: predictions and metrics of every row of an experiment. Out: one table of all runs,
summaries by model, tests of pairs, ranks over data sets, reported figures beside ours.
"""
