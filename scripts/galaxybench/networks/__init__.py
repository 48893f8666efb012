"""A classifier of raw pixels, built, started from weights, saved and loaded.

In: an architecture of `models`, a recipe's normalization and precision, pixel
statistics, a file of weights. Out: a Keras model from raw pixels to probabilities.
"""
