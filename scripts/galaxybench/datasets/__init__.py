"""Data sources, one module each; a file name is the name of its source.

In: downloaded or local files, and values of the options that a source declares. Out:
labelled images, read lazily. A module also declares its downloads, classes and
citation.
"""
