"""From a trained model to predictions and scores.

In: a saved model and images. Out: class probabilities (predictions.csv), metrics with
their intervals, calibration, collapse, ensembles, Grad-CAM.
"""
