"""The ledger: one line per scoring of a test part, in results/ledger.csv.

A test part that is used again and again is fitted in the end (Blum, Hardt 2015, arXiv
1502.04585), so every use is noted, also of models that were deleted since. The file is
no input or output of a rule: a new line reruns nothing. Jobs only append to it, also
several at a time and on several nodes, and nothing rewrites it.
"""

import errno
import logging
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from galaxybench.jobs import locks
from galaxybench.records.record import Records

logger = logging.getLogger(__name__)

PATIENCE = 60.0
"""Seconds to wait for another job that writes. It takes milliseconds: one that holds
the file for longer was stopped."""
KINDS = {"ensemble": "ensemble", "external": "outside"}
"""Recipe of a row that no recipe trained -> its kind; all others are runs."""


class Scoring(NamedTuple):
    """One line.

    Attributes:
        time: when, in UTC, as 2026-11-30T18:05:09Z.
        test_part: the digest of the test images (`evaluation/scored_images.py`).
        images: their number.
        dataset, split: their names.
        kind: run, ensemble or outside.
        recipe, model, seed: those of a run; else the name is in `model` alone.
        experiment: the experiment of an ensemble or of outside predictions; empty for a
            run, which several may share.
        predictions: the sha256 of predictions.csv. Two models are different if it is.
        made_from: the sha256 of the weights, or of the file of outside predictions;
            empty for an ensemble.
    """

    time: str
    test_part: str
    images: int
    dataset: str
    split: str
    kind: str
    recipe: str
    model: str
    seed: int | str
    experiment: str
    predictions: str
    made_from: str


HEADER = ",".join(Scoring._fields)


def scoring(
    names: Mapping[str, str | int],
    scores: Mapping[str, Any],
    made_from: str = "",
    experiment: str = "",
) -> Scoring:
    """Describe the scoring that happens now.

    `names` are those of the row: dataset, split, recipe, model, seed. `scores` is the
    content of its metrics.json.
    """
    kind = KINDS.get(str(names["recipe"]), "run")
    run = kind == "run"
    return Scoring(
        time=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        test_part=scores["test_part"],
        images=scores["test_images"],
        dataset=str(names["dataset"]),
        split=str(names["split"]),
        kind=kind,
        recipe=str(names["recipe"]) if run else "",
        model=str(names["model"]),
        seed=names["seed"] if run else "",
        experiment=experiment,
        predictions=scores["predictions_sha256"],
        made_from=made_from,
    )


def weights_of(predictions: str | Path) -> str:
    """Return the sha256 of the model that made a file; "" if no record says it."""
    record = Records().of(predictions)
    inputs = record["inputs"] if record else {}
    return next((inputs[file] for file in inputs if file.endswith(".keras")), "")


def append(path: str | Path, scored: Scoring) -> None:
    """Add a line, and a header if the file is new.

    A ledger that cannot be written costs no result: the log says so, and so does the
    page, which compares its rows with the ledger.
    """
    try:
        _append(Path(path), ",".join(map(str, scored)) + "\n")
    except OSError as error:
        logger.warning(
            "%s: this scoring could not be noted (%s). The result is not affected. The "
            "page will say that the ledger lacks it",
            *(path, error.strerror or error),
        )


def _append(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Opened for appending and unbuffered: a line is one write at the end of the file,
    # wherever other jobs have moved it.
    with path.open("a+b", buffering=0) as file:
        locked = _lock(file)
        end = file.seek(0, os.SEEK_END)
        content = (_before(file, end) + line).encode()
        if file.write(content) != len(content):
            if locked:
                file.truncate(end)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(file.fileno())


def _lock(file: BinaryIO) -> bool:
    """Wait for other jobs that write, but not for ever."""
    until = time.monotonic() + PATIENCE
    while not locks.lock(file):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _before(file: BinaryIO, end: int) -> str:
    """Return what belongs before a new line: a header, or the end of a cut line."""
    if not end:
        return HEADER + "\n"
    file.seek(end - 1)
    return "" if file.read(1) == b"\n" else "\n"
