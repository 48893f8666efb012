"""List, count and draw the images whose labels are likely wrong."""

import numpy as np

from galaxybench.evaluation import label_check
from galaxybench.evaluation.rows import read_rows
from galaxybench.figures import likely_wrong, shown, style
from galaxybench.files import write_json
from galaxybench.images import fits
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params = snakemake.input, snakemake.params

rows = read_rows(params.names, metrics=files.metrics, predictions=files.predictions)
parts = {label_check.TEST: files.tests}
found = label_check.answers(rows, label_check.TEST)
if files.valid:
    parts[label_check.VALID] = files.valid
    trained = len(files.valid_predictions)
    found += label_check.answers(
        read_rows(
            params.names[:trained],
            metrics=files.metrics[:trained],
            predictions=files.valid_predictions,
        ),
        label_check.VALID,
    )
places = {
    (names["split"], part): path
    for part, paths in parts.items()
    for names, path in zip(params.splits, paths, strict=True)
}
classes = fits.read_classes(files.tests[0])
catalogs = {place: fits.read_catalog(path) for place, path in places.items()}
groups = {
    split: np.asarray(catalog["split_group"])
    for (split, part), catalog in catalogs.items()
    if part == label_check.TEST
}
table = label_check.likely_wrong(found)
counted = label_check.summary(table, found, groups)
named = label_check.described(table, catalogs, classes)
named.insert(0, "dataset", rows[0].run.dataset)
cubes = {place: shown.open_shown(path) for place, path in places.items()}
figure = likely_wrong.draw(
    named,
    cubes,
    title=style.data_label(*rows[0].place),
    simulated=is_simulated(fits.read_provenance(files.tests[0])),
)
write_json(snakemake.output.summary, counted | {"classes": classes})
style.write(shown.noted(figure, *cubes.values()), named, snakemake.output)
job.finish()
