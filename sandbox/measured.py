"""Fingerprints of a workflow's files that leave out what was measured.

Two runs of one workflow make the same files, but for seconds, memory, energy and dates.
"""

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

MEASURED = re.compile(
    r"second|peak_|energy|started|finished|resumed|date_saved|shared_object_id"
)
"""Names of measured values. Keras saves a memory address as `shared_object_id`."""
DRAWN = ("cost.png", "cost.pdf", "cost.csv")
"""Figures of measured values."""
TIME = re.compile(
    r'(data-sort="[^"]*">)?\d[\d.,]*(\s|~|\\,)?(ms|s|min|h)\b'
    r"|\d{4}-\d\d-\d\dT[\d:+]+|the first on \d{4}-\d\d-\d\d"
)
PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]*")
"""A figure within a page, which is a file of its own, too."""


def fingerprint(path: Path) -> str:
    """Hash a file without the values in it that were measured."""
    content = path.read_bytes()
    if path.name in DRAWN:
        content = b""
    elif path.parent.name == ".provenance":
        content = _record(content)
    elif path.suffix == ".json":
        content = _json(content)
    elif path.suffix == ".csv":
        content = _table(content)
    elif path.suffix == ".keras":
        content = _model(path)
    elif path.suffix in (".html", ".md", ".tex"):
        text = TIME.sub("", PICTURE.sub("", content.decode()))
        content = text.encode()
    return hashlib.sha256(content).hexdigest()


def _record(content: bytes) -> bytes:
    """The record of a job, with the names of its files; the hashes are of measures."""
    record = json.loads(content)
    named = {key: sorted(record[key]) for key in ("inputs", "outputs")}
    return json.dumps({**record, **named, "digest": None}).encode()


def _json(content: bytes) -> bytes:
    return json.dumps(_unmeasured(json.loads(content))).encode()


def _unmeasured(value: Any) -> Any:  # noqa: ANN401
    """Leave out the measured values of a JSON value, at every level."""
    if isinstance(value, dict):
        return {
            key: _unmeasured(item)
            for key, item in value.items()
            if not MEASURED.search(key)
        }
    return [_unmeasured(item) for item in value] if isinstance(value, list) else value


def _table(content: bytes) -> bytes:
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    kept = [n for n, name in enumerate(rows[0]) if not MEASURED.search(name)]
    return json.dumps([[row[n] for n in kept] for row in rows]).encode()


def _model(path: Path) -> bytes:
    """The content of a Keras archive, whose members have dates."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in sorted(archive.namelist())}
    return b"".join(
        name.encode() + (_json(content) if name.endswith(".json") else content)
        for name, content in members.items()
    )
