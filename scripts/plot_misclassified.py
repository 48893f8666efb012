"""Draw the most confident errors of every model.

input: predictions (list of CSV), tests (list of test.fits, one an instance)
output: png, pdf, csv
params: names (list, same order as predictions), splits (same order as tests)
"""

import pandas as pd

from galaxybench.figures import misclassified, style
from galaxybench.images.fits import open_cube, read_classes, read_provenance
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, params = snakemake.input, snakemake.params
splits = [split["split"] for split in params.splits]

classes = read_classes(files.tests[0])
errors = misclassified.most_confident(
    [pd.read_csv(path) for path in files.predictions], params.names
)
figure = misclassified.draw(
    errors,
    dict(zip(splits, map(open_cube, files.tests), strict=True)),
    classes,
    title=style.data_label(params.names[0]["dataset"], params.names[0]["scheme"]),
    simulated=is_simulated(read_provenance(files.tests[0])),
)
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(misclassified.numbers(errors, classes), snakemake.output.csv)
