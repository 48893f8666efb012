"""Runs on one page must be of one plan, and those that are averaged of one net."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from galaxybench.records.record import Record, Records, params_of

FILES = ("run.json", "predictions.csv", "metrics.json")
"""What is read of a run: the work of its training, prediction and score."""
SHARED = ("recipe", "model", "software", "start", "views")
"""The params that the seeds and folds of a model share."""
CURE = (
    "Run the same command again, without --rerun-triggers: it makes the older one anew"
)


def check_runs(
    files: Iterable[str | Path],
    names: Iterable[Mapping[str, Any]],
    planned: Iterable[Mapping[str, Any]],
) -> None:
    """Refuse runs that differ from the plan, or from each other in more than seed.

    Args:
        files: a run.json per run; the other FILES are beside it.
        names: dataset, scheme, recipe, model, ... of each.
        planned: the params of SHARED as the plan of this job has them; some may lack.

    Raises:
        ValueError: a run was made with another recipe than planned, as after an edit
            while jobs ran on a cluster; or two runs of one model, recipe, data set and
            split scheme were made with different source files, settings or software.
    """
    known = Records()
    first: dict[tuple, tuple[str, Record]] = {}
    for file, name, plan in zip(files, names, planned, strict=True):
        for kind in FILES:
            path = Path(file).with_name(kind)
            record = known.of(path)
            if record is None:
                continue
            made, wanted = record["params"], params_of(dict(plan))
            if other := [k for k in wanted if k in made and made[k] != wanted[k]]:
                raise ValueError(
                    f"{path} was made with another {', '.join(other)} than planned. "
                    f"{CURE}"
                )
            key = kind, *(name[key] for key in ("dataset", "scheme", "recipe", "model"))
            before, reference = first.setdefault(key, (str(path), record))
            if differs := _differences(reference, record):
                raise ValueError(
                    f"{before} and {path} would be averaged, but were not made with "
                    f"the same {', '.join(differs)}. {CURE}"
                )


def _differences(one: Record, other: Record) -> list[str]:
    old, new = one["code"], other["code"]
    code = [name for name in old | new if old.get(name) != new.get(name)]
    old, new = one["params"], other["params"]
    return [*sorted(code), *(key for key in SHARED if old.get(key) != new.get(key))]
