"""What every job read and wrote: written by the job, checked by the jobs that follow.

In: the inputs, outputs, params and source files of a job. Out: a JSON file in a folder
`.provenance` beside the outputs; refusals of files that are not what a job wrote.
"""
