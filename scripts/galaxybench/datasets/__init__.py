"""Data sources, one file each: the file's name is the registry.

In: downloaded or local files, and the options that a source declares. Out: labelled
images, read lazily. A file also declares its downloads, classes and citation.
"""
