"""Pages, tables and citations: what people read.

In: the comparison of an experiment and its figures. Out: report.html, the page of two
experiments side by side, Markdown and LaTeX tables, BibTeX.
"""
