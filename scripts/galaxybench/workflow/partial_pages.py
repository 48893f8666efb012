"""Pages of what succeeded, after a workflow in which jobs failed.

A second Snakemake, started at the end of the first, plans comparison, figures and page
alone and leaves out what failed. It trains nothing: the rules of single runs are not
part of it, and their files are plain files. What it leaves out is in a JSON file, named
by an environment variable, with the keys

left_out: experiment → the names of rows, with `why` and `log`
figures_left_out: experiment → dataset, scheme and figure, with `why` and `log`
"""

import atexit
import copy
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from galaxybench.config.runs import (
    KINDS,
    Config,
    Run,
    entries,
    entry_name,
    planned,
    runs,
)
from galaxybench.files import read_json, write_json
from galaxybench.workflow import failures, log_ends
from galaxybench.workflow.paths import EXPERIMENT
from galaxybench.workflow.snakemake_internals import (
    FailedJob,
    every_job_had_its_turn,
    report_is_made,
    same_workflow,
    unfinished,
)

FILE = "GALAXYBENCH_LEFT_OUT"
"""The environment variable that names the file of the second Snakemake."""
KEYS = ("left_out", "figures_left_out")
STARTED = time.time()
LISTED = 20
"""Failures that are named on the terminal."""

Missing = dict[str, dict[str, list[dict[str, Any]]]]


def is_second_pass() -> bool:
    """Tell whether this is the second Snakemake, or one of its jobs."""
    return FILE in os.environ


def left_out(experiments: list[str]) -> Missing:
    """Return what is left out of the pages, for the configuration; {} as a rule.

    `snakemake --report` shows the pages as they are, so it gets what they leave out.
    """
    if is_second_pass():
        return read_json(os.environ[FILE])
    if not report_is_made():
        return {}
    found: Missing = {key: {} for key in KEYS}
    for experiment in experiments:
        file = Path(EXPERIMENT.format(experiment=experiment), "left_out.json")
        if file.is_file():
            content = read_json(file)
            for key, kind in zip(KEYS, ("rows", "figures"), strict=True):
                found[key][experiment] = content[kind]
    return found


def write(workflow: Any, config: Config) -> None:  # noqa: ANN401
    """Make the pages of what succeeded, and say where they are when Snakemake ends.

    Only the pages that were to be made, and only if no one stopped the workflow.
    """
    if not every_job_had_its_turn(workflow):
        return
    missing = unfinished(workflow)
    asked = [each for each in config["experiments"] if _page(each) in missing]
    found = _added(config, asked, missing)
    if is_second_pass():
        # The first Snakemake is waiting and starts another one, if this is news.
        write_json(Path(os.environ[FILE]), found)
        return
    possible = [
        each
        for each in asked
        if any(found[key].get(each) for key in KEYS) and _rows(config | found, each)
    ]
    made = _make(workflow, possible, found) if possible else []
    texts = [
        _summary(config, each, found, None if each in made else missing[_page(each)])
        for each in asked
    ]
    # Below what Snakemake itself says at its end.
    atexit.register(print, "\n".join(texts), file=sys.stderr, flush=True)


def _page(experiment: str) -> str:
    return f"{EXPERIMENT}/report.html".format(experiment=experiment)


def _added(
    config: Config, experiments: list[str], missing: failures.Unfinished
) -> Missing:
    """Return what is left out already, and what failed in this Snakemake."""
    found = {key: copy.deepcopy(config.get(key, {})) for key in KEYS}
    for key, listed in zip(KEYS, (failures.rows, failures.figures), strict=True):
        for experiment in experiments:
            if new := listed(config | found, experiment, missing, STARTED):
                found[key].setdefault(experiment, []).extend(new)
    return found


def _make(workflow: Any, experiments: list[str], found: Missing) -> list[str]:  # noqa: ANN401
    """Run the second Snakemake, again as long as more figures fail.

    They are added to `found`. Returned are the experiments whose page was made.
    """
    names = ", ".join(experiments)
    print(f"The page of {names} is made of what succeeded:", file=sys.stderr)
    command = [*same_workflow(workflow), *experiments]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "left_out.json")
        write_json(file, found)
        ended = None
        while ended is None or (ended.returncode and read_json(file) != found):
            found.update(read_json(file))
            try:
                ended = subprocess.run(command, env={**os.environ, FILE: str(file)})
            except KeyboardInterrupt:
                return []
    if not ended.returncode:
        return experiments
    return [each for each in experiments if _is_new(each, found)]


def _rows(config: Config, experiment: str) -> list[Run]:
    """List the runs of an experiment; where it trains nothing, its other rows."""
    if planned(config, experiment):
        return runs(config, experiment)
    return entries(config, experiment)


def _is_new(experiment: str, found: Missing) -> bool:
    """Tell whether the page of an experiment is of this workflow."""
    page = Path(_page(experiment))
    if not page.is_file() or page.stat().st_mtime < STARTED:
        return False
    expected = [found[key].get(experiment, []) for key in KEYS]
    return list(read_json(page.with_name("left_out.json")).values()) == expected


def _summary(
    config: Config,
    experiment: str,
    found: Missing,
    stopped: Sequence[FailedJob] | None,
) -> str:
    """Say which runs of an experiment succeeded, where its page is, and what failed.

    `stopped` are the failed jobs that its page waits for; None if a page was made.
    """
    noun, page = "runs", _page(experiment)
    if not planned(config, experiment):
        noun = "rows"
    total = len(_rows({**config, "left_out": {}}, experiment))
    succeeded = len(_rows(config | found, experiment))
    lines = [f"{experiment}: {succeeded} of {total} {noun} succeeded."]
    if stopped is None:
        lines[0] += f" The page shows them, and names what is missing: {page}"
    else:
        lines[0] += " No page was made."
        if Path(page).exists():
            lines[0] += f" {page} is of an earlier call."
    rows, figures = (found[key].get(experiment, []) for key in KEYS)
    for failed in [*rows, *figures][:LISTED]:
        lines.append(f"  {_name(failed)}: {failed['why']}")
        if failed["log"]:
            lines.append(f"    {failed['log']}")
    if len(rows) + len(figures) > LISTED:
        lines.append(f"  and {len(rows) + len(figures) - LISTED} more")
    if not rows and not figures:
        for job in stopped or ():
            lines.append(f"  {job.rule} failed: {log_ends.reason(job.log, STARTED)}")
            lines.append(f"    {job.log}")
    lines.append("Fix what failed and run the same command again.")
    return "\n".join(lines)


def _name(failed: dict[str, Any]) -> str:
    if "figure" in failed:
        return f"figure {failed['figure']} ({failed['dataset']}, {failed['scheme']})"
    place = f"{failed['dataset']}, {failed['split']}"
    if failed["recipe"] in KINDS:
        return f"{failed['recipe']} {entry_name(Run.of_names(failed))} ({place})"
    return f"{failed['model']}, seed {failed['seed']} ({place}, {failed['recipe']})"
