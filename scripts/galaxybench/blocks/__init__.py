"""Layers that several architectures share, one concept per file.

In and out: Keras tensors. Saved models refer to these layers by module and class name.
"""
