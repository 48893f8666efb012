"""The figures that studies reported: config/references.csv, read and checked.

One row a figure. Columns: `experiment` that repeats the study, `dataset`, `model`,
`metric` (a key of METRICS), `value` as the study gives it, `source`, `note`, and
`recipe`: the recipes of the experiment that the figure belongs beside, separated by
spaces; empty for all of them.
Runs while the Snakefile is parsed: standard library only.
"""

import csv
import math
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from galaxybench.config import declarations
from galaxybench.config.measures import METRICS, SHARES
from galaxybench.config.messages import ConfigError, unknown
from galaxybench.config.runs import KINDS

COLUMNS = "experiment,dataset,model,metric,value,source,note,recipe".split(",")


def read(
    path: Path, config: dict[str, Any], root: Path | None = None
) -> dict[str, list[dict[str, str]]]:
    """Read the reported figures, each experiment's own.

    Args:
        path: config/references.csv; no file means no figures.
        config: a resolved config.
        root: package folder with `models/`; default is this one.

    Returns:
        Experiment → its rows, in the file's order, keys sorted and all values text: the
        digits of a figure say how exactly it was reported.

    Raises:
        ConfigError: lists every mistake with the row's line and its column.
    """
    if not path.exists():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file, restkey="", restval="")
        header = [name.strip() for name in rows.fieldnames or []]
        if header != COLUMNS:
            raise ConfigError(
                f"{path}, line 1: got the columns {','.join(header)}, needed: "
                f"{','.join(COLUMNS)}"
            )
        found: dict[str, list[dict[str, str]]] = {}
        messages = []
        for row in rows:
            where = f"{path}, line {rows.line_num}"
            if "" in row:
                messages.append(
                    f"{where}: has more than {len(COLUMNS)} columns: put quotes around "
                    "text with a comma"
                )
                continue
            row = {key: text.strip() for key, text in sorted(row.items())}
            messages += [
                f"{where}, column {text}" for text in _mistakes(row, config, root)
            ]
            found.setdefault(row["experiment"], []).append(row)
    if messages:
        raise ConfigError("\n".join(messages))
    return found


def recipes_of(row: dict[str, str], recipes: Iterable[str]) -> list[str]:
    """Choose the recipes that a figure belongs beside."""
    named = row["recipe"].split()
    return [recipe for recipe in recipes if not named or recipe in named]


def _mistakes(
    row: dict[str, str], config: dict[str, Any], root: Path | None
) -> Iterator[str]:
    """Find the mistakes of one row.

    A model that exists and that the experiment leaves out is none: a second
    configuration file may shorten an experiment.
    """
    experiment = config["experiments"].get(row["experiment"], {})
    recipes = {*config["recipes"], *KINDS}
    known = {
        "experiment": config["experiments"],
        "dataset": config["datasets"],
        "model": {
            *declarations.models(root),
            *config["models"],
            *experiment.get("ensembles", {}),
            *experiment.get("predictions", {}),
        },
        "metric": METRICS,
    }
    for column, names in known.items():
        if row[column] not in names:
            yield f"{column}: " + unknown(column, row[column], names)
    for recipe in row["recipe"].split():
        if recipe not in recipes:
            yield "recipe: " + unknown("recipe", recipe, recipes)
    try:
        value = float(row["value"])
    except ValueError:
        value = math.nan
    share = row["metric"] in SHARES
    if not 0 <= value <= (1 if share else sys.float_info.max):
        allowed = "a number from 0 to 1" if share else "a number at least 0"
        yield f"value: got '{row['value']}', allowed: {allowed}"
    if not row["source"]:
        yield "source: is empty, needed: where the figure was reported"
