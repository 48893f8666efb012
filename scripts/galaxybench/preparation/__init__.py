"""From a data source to the files train.fits, valid.fits and test.fits.

In: the images of a source. Out: one FITS file of the whole data set (`importing`),
its three parts without leaks (`grouping`: which images must stay together;
`assignment`: which part each image goes to; `splitting`: the files), the pixel
statistics of the training part, and balanced training parts.
"""
