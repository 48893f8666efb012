"""How often the test images were used, in words, from the ledger of all scorings."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from galaxybench.evaluation.rows import Place, Row
from galaxybench.formats import listed
from galaxybench.records.ledger import HEADER, Scoring

WHY = (
    "A test set that chooses among many models is fitted in the end, by the choice "
    "itself: the more models it has scored, the more the best score flatters (Blum and "
    "Hardt 2015, arXiv 1502.04585). No number on this page is adjusted for that."
)
SHOWN = 10
"""Most damaged lines that are listed."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Ledger:
    """What results/ledger.csv holds.

    Attributes:
        path: of the file.
        scorings: its whole lines.
        damaged: the numbers of all other lines, from 1.
        unreadable: why the file cannot be read; "" if it can, or if there is none.
    """

    path: Path
    scorings: list[Scoring] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    unreadable: str = ""


def read(path: str | Path) -> Ledger:
    """Read the ledger as it is now; one that is missing or damaged is no error.

    Headers and lines that are there more than once, as in ledgers that were put
    together, change nothing: what is counted are different predictions.
    """
    path = Path(path)
    try:
        # What is no text is part of a damaged line.
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return Ledger(path)
    except OSError as error:
        return Ledger(path, unreadable=error.strerror or str(error))
    found = Ledger(path)
    for number, line in enumerate(text.split("\n"), start=1):
        if line in ("", HEADER):
            continue
        try:
            cells = next(csv.reader([line]), [])
        except csv.Error:  # far too long
            cells = []
        if len(cells) == len(Scoring._fields) and _whole(Scoring(*cells)):
            found.scorings.append(Scoring(*cells))
        else:
            found.damaged.append(number)
    return found


def _whole(line: Scoring) -> bool:
    digests = line.test_part, line.predictions
    return bool(_TIME.fullmatch(line.time)) and all(map(_DIGEST.fullmatch, digests))


def sentences(ledger: Ledger, rows: Iterable[Row], place: Place) -> list[str]:
    """Say how many models the test images of a place have scored, and since when.

    `rows` are all of the experiment, with metrics: other split schemes may use the same
    test images.
    """
    here: dict[str, set[str]] = defaultdict(set)
    parts: dict[str, None] = {}
    for row in rows:
        part = row.metrics.get("test_part")
        if part:
            here[part].add(row.metrics["predictions_sha256"])
            if place.holds(row.names):
                parts[part] = None
    if not parts:
        return []
    noted = {
        part: [s for s in ledger.scorings if s.test_part == part] for part in parts
    }
    known = {part: {s.predictions for s in noted[part]} for part in parts}
    scored = [len(known[part] | here[part]) for part in parts]
    own = [len(here[part]) for part in parts]
    first = min((s.time[:10] for each in noted.values() for s in each), default="")
    where = "These test images have"
    if len(parts) > 1:
        where = f"The test images of each of the {len(parts)} folds have"
    since = f", the first on {first} (UTC)" if first else ""
    noun = "model" if max(scored) == 1 else "different models"
    count = (
        f"{where} scored {_range(scored)} {noun} ({_range(own)} of them in this "
        f"experiment){since}, as {ledger.path} had it when this page was written. "
        "Every training counts, every ensemble and every file of outside predictions; "
        "scoring the same predictions again does not."
    )
    lacking = sum(len(here[part] - known[part]) for part in parts)
    return [count, WHY, *_faults(ledger, lacking)]


def _range(numbers: list[int]) -> str:
    low, high = min(numbers), max(numbers)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _faults(ledger: Ledger, lacking: int) -> list[str]:
    """Say what the ledger does not tell."""
    found = []
    if ledger.unreadable:
        found.append(f"{ledger.path} cannot be read ({ledger.unreadable}).")
    if lacking:
        rows = "1 row" if lacking == 1 else f"{lacking} rows"
        found.append(
            f"{ledger.path} lacks {rows} of this comparison: it was deleted, cut or "
            "not copied with the results, or could not be written. More models than "
            "counted may have been scored."
        )
    if damaged := ledger.damaged:
        lines = listed([str(n) for n in damaged[:SHOWN]])
        more = f" and {len(damaged) - SHOWN} more" if len(damaged) > SHOWN else ""
        found.append(
            f"{ledger.path} has damaged lines, which are not counted: line "
            f"{lines}{more}."
        )
    return found
