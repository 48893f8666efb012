"""Galaxies drawn from a seed: light, bodies, camera."""
