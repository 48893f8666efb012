"""Data sources, one module each; the names of the files are the registry.

In: downloaded or local files, and values of the options that a source declares. Out:
labelled images, read lazily. A module also declares its downloads, classes and
citation.
"""
