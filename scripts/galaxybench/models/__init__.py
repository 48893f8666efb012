"""Architectures, one file each; a file name is the name of its architecture.

In: a normalized image tensor (n, height, width, channels), the number of classes, and
options with literal defaults. Out: (n, classes) float32 probabilities. Each file names
its paper and may declare published weights.

Options that several architectures have: `dropout` is the dropout rate before the last
layer, unless `build` says otherwise, and 0 for none; `head` is "average" (global
pooling) or "flatten"; `batch_norm_momentum` is that of the moving averages (Keras' 0.99
is too slow for short runs).
"""
