"""What did not succeed of an experiment, and why: the rows and figures to leave out.

A row is left out if any file that a comparison reads of it was to be made and was not:
the files that may still be there are of an earlier run.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from galaxybench.config.runs import (
    ENSEMBLE,
    KINDS,
    Config,
    Run,
    entries,
    entry_name,
    members,
    planned,
    runs,
)
from galaxybench.workflow import log_ends, paths
from galaxybench.workflow.paths import ENTRY_FILES, RUN_FILES, entry_file, run_file
from galaxybench.workflow.report_inputs import FigureInputs
from galaxybench.workflow.snakemake_internals import FailedJob

Unfinished = Mapping[str, Sequence[FailedJob]]
"""Every output that was not made → the failed jobs that it waits for."""
BEFORE_FIGURES = ("explain", "find_slices", "compare_slices")
"""Rules of which nothing but a figure, and what is shown beside it, is made."""


def run_files(config: Config, experiment: str, run: Run) -> list[str]:
    """List the files of a run that its experiment is made of."""
    scored = config["experiments"][experiment]["score_train"]
    names = (*RUN_FILES, "train_metrics.json") if scored else RUN_FILES
    return [run_file(run, name) for name in names]


def rows(
    config: Config, experiment: str, unfinished: Unfinished, since: float
) -> list[dict[str, Any]]:
    """List the rows that did not succeed: their names, `why`, and a `log` or "".

    Logs that were last written before `since`, in seconds since 1970, are not read.
    """
    missing: dict[Run, dict[str, str]] = {}
    listed = sorted(runs(config, experiment))
    for run in listed:
        files = run_files(config, experiment, run)
        if causes := _causes(files, unfinished):
            missing[run] = _reason(causes, run, since)
    places = {(run.dataset, run.split) for run in listed if run not in missing}
    trains = bool(planned(config, experiment))
    # An ensemble may have lost the predictions that are its members.
    for entry in sorted(
        entries(config, experiment), key=lambda row: row.recipe == ENSEMBLE
    ):
        files = [entry_file(experiment, entry, name) for name in ENTRY_FILES]
        lacking = []
        if entry.recipe == ENSEMBLE:
            place = entry.dataset, entry.split
            chosen = members(config, experiment, entry.model, *place)
            lacking = [run for run in chosen if run in missing]
        if lacking:
            names = ", ".join(f"{run.model} seed {run.seed}" for run in lacking)
            missing[entry] = {"why": f"not made, because it lacks {names}", "log": ""}
        elif causes := _causes(files, unfinished):
            missing[entry] = _reason(causes, entry, since)
        elif trains and (entry.dataset, entry.split) not in places:
            why = "no run on the same test images succeeded"
            missing[entry] = {"why": why, "log": ""}
    return [row.names() | reason for row, reason in missing.items()]


def figures(
    config: Config, experiment: str, unfinished: Unfinished, since: float
) -> list[dict[str, str]]:
    """List the figures that failed, though their rows did not.

    They have dataset, scheme, figure, `why` and `log`. `config` leaves the rows out.
    """
    drawn = FigureInputs(config)
    found = []
    for names in drawn.names(paths.named(experiment=experiment)):
        files = [
            f"{paths.FIGURES}/{{figure}}.png".format(experiment=experiment, **names)
        ]
        if names["figure"] == "gradcam":
            place = paths.named(experiment=experiment, **names)
            files += drawn.explained_files("gradcam.npz")(place)
        causes = [
            job
            for job in _causes(files, unfinished)
            if job.rule in BEFORE_FIGURES or job.rule.startswith("plot_")
        ]
        if causes:
            found.append(names | _reason(causes, None, since))
    return found


def _causes(files: Sequence[str], unfinished: Unfinished) -> list[FailedJob]:
    found = [job for file in files for job in unfinished.get(file, ())]
    return list(dict.fromkeys(found))


def _reason(causes: list[FailedJob], row: Run | None, since: float) -> dict[str, str]:
    """Say which job failed, and why; for a row, whether it was a job of this row."""
    job = causes[0]
    message = f"{job.rule} failed: {log_ends.reason(job.log, since)}"
    if row and not _names(row).items() <= dict(job.wildcards).items():
        message = f"not started, because {message}"
    return {"why": message, "log": job.log or ""}


def _names(row: Run) -> dict[str, str]:
    """Return the wildcards that every job of this row has."""
    if row.recipe in KINDS:
        return {"dataset": row.dataset, "split": row.split, "entry": entry_name(row)}
    names = row.names()
    del names["scheme"]
    return {key: str(value) for key, value in names.items()}
