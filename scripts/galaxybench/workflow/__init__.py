"""Inputs, params and resources of the rules: the functions that the `.smk` files call.

In: the resolved configuration, the wildcards of a job, and the results that exist
already. Out: file names for `input`, plain sorted values for `params`, and the threads,
memory, minutes and GPUs of a job. All of it runs while Snakemake plans its jobs:
standard library, PyYAML, jsonschema and `snakemake.exceptions` only.
"""
