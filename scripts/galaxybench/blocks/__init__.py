"""Layers that several architectures share, one concept per file.

In and out: Keras tensors. Saved models name the layers here by their module.
"""
