"""Read and check config/references.csv: the values that studies reported.

One row per value. Columns: `experiment` that repeats the study, `dataset`, `model`,
`metric` (a key of METRICS), `value` as the study gives it, `source`, `note`, and
`recipe`: the recipes of the experiment to compare with, separated by spaces; empty for
all of them.
"""

import csv
import io
import math
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from galaxybench.config import declarations
from galaxybench.config.measures import METRICS, SHARES
from galaxybench.config.messages import ConfigError, unknown
from galaxybench.config.runs import KINDS, Config

COLUMNS = "experiment,dataset,model,metric,value,source,note,recipe".split(",")


def read(path: Path, config: Config) -> dict[str, list[dict[str, str]]]:
    """Return experiment → its reported values; {} if the file is missing.

    They are rows in the order of the file, keys sorted. All values are text, because
    the digits show how precisely a value was reported.

    Raises:
        ConfigError: lists every mistake with its line and column.
    """
    if not path.exists():
        return {}
    found: dict[str, list[dict[str, str]]] = {}
    messages = []
    for line, row in _rows(path):
        where = f"{path}, line {line}"
        if "" in row:
            messages.append(
                f"{where}: got more than {len(COLUMNS)} columns: put quotes around "
                "text with a comma"
            )
            continue
        row = {key: text.strip() for key, text in sorted(row.items())}
        messages += [f"{where}, column {text}" for text in _mistakes(row, config)]
        found.setdefault(row["experiment"], []).append(row)
    if messages:
        raise ConfigError("\n".join(messages))
    return found


def recipes_of(row: dict[str, str], recipes: Iterable[str]) -> list[str]:
    """Return those of `recipes` that a row of `read` is to be compared with."""
    named = row["recipe"].split()
    return [recipe for recipe in recipes if not named or recipe in named]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line and the cells of each row; the key "" has surplus cells."""
    rows = csv.DictReader(io.StringIO(_text(path), newline=""), restkey="", restval="")
    try:
        header = [name.strip() for name in rows.fieldnames or []]
        if header != COLUMNS:
            raise ConfigError(
                f"{path}, line 1: got the columns {','.join(header)}, needed: "
                f"{','.join(COLUMNS)}"
            )
        for row in rows:
            yield rows.line_num, row
    except csv.Error as error:
        raise ConfigError(
            f"{path}: cannot be read ({error}): save it as CSV in UTF-8"
        ) from None


def _text(path: Path) -> str:
    try:
        # utf-8-sig: Excel writes a mark before the first column.
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}, line {line}: is not UTF-8: save it so") from None
    if "\0" in text:
        raise ConfigError(f"{path}: has NUL characters: save it as UTF-8")
    return text


def _mistakes(row: dict[str, str], config: Config) -> Iterator[str]:
    """Find the mistakes of one row.

    A model that exists but is not part of the experiment is not a mistake, because a
    second configuration file may shorten an experiment.
    """
    experiment = config["experiments"].get(row["experiment"], {})
    named = [*experiment.get("ensembles", ()), *experiment.get("predictions", ())]
    known = {
        "experiment": config["experiments"],
        "dataset": config["datasets"],
        "model": {*declarations.models(), *config["models"], *named},
        "metric": METRICS,
        "recipe": {*config["recipes"], *KINDS},
    }
    for column, names in known.items():
        text = row[column]
        for name in text.split() if column == "recipe" else [text]:
            if name not in names:
                yield f"{column}: " + unknown(column, name, names)
    try:
        value = float(row["value"])
    except ValueError:
        value = math.nan
    share = row["metric"] in SHARES
    if not 0 <= value <= (1 if share else sys.float_info.max):
        allowed = "a number from 0 to 1" if share else "a number at least 0"
        yield f"value: got '{row['value']}', allowed: {allowed}"
    if not row["source"]:
        yield "source: is empty, needed: where the value was reported"
