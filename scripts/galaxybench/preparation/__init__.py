"""From a data source to train, valid and test.

In: the images of a source. Out: one FITS file of the whole data set, its three parts
without a leak, the pixel statistics of the training part, and balanced training parts.
"""
