"""The numeric libraries: Keras, its backend, and what they are told of the machine.

In: the threads and the seed of a job. Out: Keras' backend set up for them, and what
Keras can only do through its internals. All of it decides results, so it is an input of
the rules that train and predict.
"""
