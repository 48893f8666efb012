"""Figures of the report, one file each: plain data in, a matplotlib figure out."""
