"""What an experiment will cost: from short probes, or from finished runs."""

from collections.abc import Iterable
from statistics import fmean
from typing import Any

from tabulate import tabulate

from galaxybench.formats import duration, number

NOTHING = (
    "Nothing is trained for this experiment: it compares predictions that were made "
    "elsewhere."
)
"""What estimates, tuning and progress say of an experiment without models."""
COLUMNS = ("data set", "split", "recipe", "model", "parameters", "FLOPs/image",
           "memory", "time/run", "from", "runs", "to do", "time to do")  # fmt: skip


def of_probe(probe: dict[str, Any]) -> dict[str, Any]:
    """Return the costs of one run, from the result of `probing.probe`."""
    return {**_size(probe), "seconds": probe["seconds"], "source": "a probe"}


def of_runs(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the costs of one run, from descriptions (run.json) that differ in seed.

    The time of an interrupted run is that of its last job only, so such a run counts
    only if there is no other.
    """
    whole = [run for run in runs if run["resumed_from_epoch"] is None] or runs
    seconds = fmean(run["wall_seconds"] for run in whole)
    source = f"{len(whole)} run" + ("s" if len(whole) > 1 else "")
    return {**_size(runs[0]), "seconds": seconds, "source": source}


def _size(measured: dict[str, Any]) -> dict[str, Any]:
    keys = ("parameters", "flops", "peak_anonymous_bytes")
    return {key: measured[key] for key in keys}


def table(rows: Iterable[dict[str, Any]]) -> str:
    """Format costs as a text table, followed by the total time of the runs to do.

    A row has dataset, scheme, recipe, model; the numbers `runs` and `to_do`;
    parameters, flops, peak_anonymous_bytes, seconds (of one run) and source.
    """
    rows = list(rows)
    if not rows:
        return NOTHING
    seconds = sum(row["seconds"] * row["to_do"] for row in rows)
    runs, to_do = (sum(row[key] for row in rows) for key in ("runs", "to_do"))
    text = (
        f"{tabulate(map(_cells, rows), COLUMNS, disable_numparse=True)}\n\n"
        f"{runs} trainings, {to_do} of them still to do.\n"
        "Run one after the other on this machine, they take "
        f"{long_duration(seconds)}, or less with early stopping."
    )
    # A terminal breaks no line inside a number.
    return text.replace("\N{NO-BREAK SPACE}", " ")


def _cells(row: dict[str, Any]) -> tuple[str | int, ...]:
    memory = row["peak_anonymous_bytes"]
    return (
        *(row[key] for key in ("dataset", "scheme", "recipe", "model")),
        number(row["parameters"]),
        number(row["flops"]),
        "?" if memory is None else f"{number(memory)}B",
        duration(row["seconds"]),
        row["source"],
        row["runs"],
        row["to_do"],
        long_duration(row["seconds"] * row["to_do"]),
    )


def long_duration(seconds: float) -> str:
    """Format a time with days: 200000 → 2 d 7 h."""
    days, hours = divmod(round(seconds / 3600), 24)
    return f"{days} d {hours} h" if days >= 1 else duration(seconds)
