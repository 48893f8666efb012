"""Files from the internet or a mirror, proved by their checksums.

In: addresses and checksums that a data source or an architecture declares. Out: files
under data/raw and data/weights, resumed where a download broke off.
"""
