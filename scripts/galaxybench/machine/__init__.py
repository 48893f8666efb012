"""The computer as the numeric libraries see it.

In: threads and seeds that a job was given. Out: Keras' backend set up for them. What
is here decides results, so it is an input of the rules that train and predict.
"""
