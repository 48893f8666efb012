"""Layers that architectures share, one concept a file."""
