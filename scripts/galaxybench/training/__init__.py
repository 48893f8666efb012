"""Training of one model with one recipe and one seed.

In: train.fits and valid.fits, a recipe, a classifier of `networks`. Out: the model with
the weights of its best epoch, its history and a description of the run; while it runs,
a state from which a killed job resumes bit for bit.
"""
