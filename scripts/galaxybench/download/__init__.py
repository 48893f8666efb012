"""Files from the internet or a mirror, verified by their checksums.

In: addresses and checksums that a data source or an architecture declares. Out: files
under data/raw and data/weights. An interrupted download is resumed.
"""
