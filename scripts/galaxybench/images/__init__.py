"""Labelled images as arrays and as files.

In: FITS, HDF5, IDX and picture files. Out: (n, height, width, channels) pixels, uint8
of pictures or float32 of fluxes, class labels and a catalog; the FITS layout that every
later step reads.
"""
