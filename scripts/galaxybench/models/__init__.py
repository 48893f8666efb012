"""Architectures, one file each; the file name is the registry.

In: a normalized image tensor, the number of classes, options with literal defaults.
Out: class probabilities. Each file names its paper and may declare published weights.
"""
