"""Architectures, one file each: the file's name is the registry.

In: a normalized image tensor, the number of classes, options with literal defaults.
Out: class probabilities. A file also declares its paper, and perhaps published weights.
"""
