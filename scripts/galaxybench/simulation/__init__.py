"""Simulated galaxies with a known truth.

In: a random generator and the traits of a class. Out: (size, size, 3) uint8 pictures.
"""
