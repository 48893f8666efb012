"""One module per figure, which draws it and gives the numbers behind it.

In: tables, metrics, predictions and images of an experiment. Out: matplotlib figures.
No Keras is imported.

Arguments that mean the same in all modules: `simulated` is whether the data are
simulated, `title` names the data, and `classes` are the names of the classes. Images
are a `cube`, (n, h, w, c) uint8 or a memory map, or one per split in `cubes`; `labels`
are the numbers of their classes, (n,) int.
"""
