"""One module per figure, which draws it and gives the numbers behind it.

In: tables, metrics, predictions and images of an experiment. Out: matplotlib figures.
No Keras is imported.
"""
