"""Simulated galaxies whose true properties are known.

In: seeds and the name of a class. Out: (size, size, 3) uint8 pictures.
"""
