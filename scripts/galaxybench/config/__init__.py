"""The configuration, checked and turned into runs.

In: config/config.yaml, the user's own files, and what the files of `models` and
`datasets` declare. Out: one resolved configuration, the runs and rows that it names,
and errors that name the key. Everything here runs whenever the Snakefile is parsed, so
it imports only the standard library, PyYAML and jsonschema.
"""
