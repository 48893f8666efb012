"""One module per figure, which draws it and returns the numbers behind it.

In: tables, metrics, predictions and images of an experiment. Out: matplotlib figures.
No Keras is imported.

Arguments that mean the same in all modules: `simulated` says whether the data are
simulated, `title` names the data, and `classes` are the class names. A `cube` holds
images, (n, h, w, c) uint8, as `shown.open_shown` opens them; `cubes` maps each split to
its cube. `labels` are the class numbers of images, (n,) int.
"""
