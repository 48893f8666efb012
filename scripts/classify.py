"""Class probabilities of new images: model and images in; CSV and contact sheet out."""

import os
from pathlib import Path

from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from galaxybench.machine import backends  # noqa: E402

backends.limit_threads(snakemake.threads)

from galaxybench.evaluation.new_images import classify  # noqa: E402
from galaxybench.figures import contact_sheet, style  # noqa: E402

asked, output = snakemake.params.asked, snakemake.output
result = classify(
    Path(asked["model"]),
    Path(asked["images"]),
    Path(output.predictions),
    Path(output.refused),
    snakemake.threads,
    asked["views"],
)
title = contact_sheet.title(asked["images"], asked["model"], result)
figure = contact_sheet.draw(result, title)
style.save(figure, output.png, output.pdf)
