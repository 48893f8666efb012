"""What an experiment will cost: from short probes, or from runs that have been made."""

from collections.abc import Iterable
from statistics import fmean
from typing import Any

from galaxybench.formats import duration, number

COLUMNS = ("data set", "split", "recipe", "model", "parameters", "FLOPs an image",
           "memory", "time a run", "from", "runs", "to do", "time to do")  # fmt: skip


def of_probe(probe: dict[str, Any]) -> dict[str, Any]:
    """Costs of one run, from what `probing.probe` measured."""
    return {**_size(probe), "seconds": probe["seconds"], "source": "a probe"}


def of_runs(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Costs of one run, from the descriptions (run.json) of runs that differ in seed.

    A run that was interrupted tells the time of its last job alone: it counts only
    where there is no other.
    """
    whole = [run for run in runs if run["resumed_from_epoch"] is None] or runs
    seconds = fmean(run["wall_seconds"] for run in whole)
    return {**_size(runs[0]), "seconds": seconds, "source": f"{len(whole)} run(s)"}


def _size(measured: dict[str, Any]) -> dict[str, Any]:
    keys = ("parameters", "flops", "peak_anonymous_bytes")
    return {key: measured[key] for key in keys}


def table(rows: Iterable[dict[str, Any]]) -> str:
    """Print costs for reading, with their sum.

    Args:
        rows: dataset, scheme, recipe, model; runs and to_do (their numbers);
            parameters, flops, peak_anonymous_bytes, seconds (of one run) and source.

    Returns:
        Lines of text: a row each, and what all the runs that are to do take, one after
        the other.
    """
    rows = list(rows)
    cells = [COLUMNS, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(map(str.ljust, row, widths))
        .rstrip()
        .replace("\N{NO-BREAK SPACE}", " ")
        for row in cells
    ]
    seconds = sum(row["seconds"] * row["to_do"] for row in rows)
    runs, to_do = (sum(row[key] for row in rows) for key in ("runs", "to_do"))
    lines.insert(1, "  ".join("-" * width for width in widths))
    lines.append("")
    lines.append(f"{runs} trainings, {to_do} of them still to do.")
    lines.append(
        f"One after the other on this machine they take {long_duration(seconds)}; "
        "early stopping may make it less."
    )
    # A terminal breaks no line inside a number.
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    memory = row["peak_anonymous_bytes"]
    return (
        *(row[key] for key in ("dataset", "scheme", "recipe", "model")),
        number(row["parameters"]),
        number(row["flops"]),
        "?" if memory is None else f"{number(memory)}B",
        duration(row["seconds"]),
        row["source"],
        str(row["runs"]),
        str(row["to_do"]),
        long_duration(row["seconds"] * row["to_do"]),
    )


def long_duration(seconds: float) -> str:
    """Print a time for reading, with days: 200000 → 2 d 7 h."""
    days, hours = divmod(round(seconds / 3600), 24)
    return f"{days} d {hours} h" if days >= 1 else duration(seconds)
