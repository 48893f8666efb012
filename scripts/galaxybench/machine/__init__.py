"""The numeric libraries: Keras and its backend, set up for a job.

In: the threads and the seed of a job. Out: a backend that uses them, and operations
that need undocumented parts of Keras and TensorFlow. All of it affects results, so it
is an input of the rules that train and predict.
"""
