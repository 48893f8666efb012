"""What a user writes, checked and turned into runs.

In: config/config.yaml, the user's own files, and what model and data files declare of
themselves. Out: one resolved configuration, the runs and rows that it names, and errors
that name the key. It is read whenever the Snakefile is parsed: standard library, PyYAML
and jsonschema only.
"""
