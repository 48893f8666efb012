"""Whether every file of an experiment is still what a job wrote.

Each file is hashed again and compared with the record of its job, each record with the
digest of itself, each input with the record of the job that wrote it, and each download
with the checksum that its source declares.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from galaxybench.files import read_json
from galaxybench.records.record import (
    FOLDER,
    ROOT,
    DamagedRecord,
    Record,
    code_hashes,
    read,
    records_in,
    sha256,
)

PROOF = ".verified"
"""Ending of the file that says with which checksum a download was verified."""


@dataclass
class Findings:
    """What a verification found.

    Attributes:
        files: number of files that were hashed, records included.
        size: their bytes.
        faults: a sentence per file that does not match.
        remarks: a sentence per folder that does not exist, a run that was not made for
            instance, and per source file that has changed since results were made.
    """

    files: int = 0
    size: int = 0
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def verify(
    places: Iterable[str | Path], expected: Iterable[str | Path] = ()
) -> Findings:
    """Verify all files in these folders and below them; the `expected` must exist."""
    found, records = Findings(), []
    for place in places:
        if not Path(place).is_dir():
            found.remarks.append(f"{place} is not there")
        for folder, _, _ in os.walk(place):
            if Path(folder).name != FOLDER:
                records += _check_folder(Path(folder), found)
    _check_inputs(records, found)
    lost = [name for name in expected if not Path(name).exists()]
    found.faults += [f"{name}: is missing" for name in lost]
    found.faults = list(dict.fromkeys(found.faults))
    found.remarks += _changed_sources(record for _, record in records)
    return found


def _check_folder(folder: Path, found: Findings) -> list[tuple[Path, Record]]:
    """Hash the files in one folder; return (folder, record) of its records."""
    records, expected = [], {}
    for path in records_in(folder):
        _count(path, found)
        try:
            records.append((folder, read(path)))
            expected |= records[-1][1]["outputs"]
        except DamagedRecord:
            found.faults.append(f"{path}: is not as it was written")
    # Hidden files are what a killed process left: they are of no use to any job.
    visible = (path for path in folder.iterdir() if path.name[0] != ".")
    files = {path.name: path for path in visible if path.is_file()}
    with ThreadPoolExecutor() as pool:
        hashes = dict(zip(files, pool.map(sha256, files.values()), strict=True))
    for name, path in files.items():
        _count(path, found)
        if name in expected:
            if hashes[name] != expected[name]:
                found.faults.append(f"{path}: is not as it was written")
        elif fault := _unrecorded(path):
            found.faults.append(f"{path}: {fault}")
    missing = sorted(set(expected) - set(files))
    found.faults += [f"{folder / name}: is missing" for name in missing]
    return records


def _unrecorded(path: Path) -> str:
    """Check a file that no record names: a download, or none of the project's."""
    proof = path.with_name(path.name + PROOF)
    if not proof.is_file():
        return "no record of a job names it"
    try:
        declared = read_json(proof)
        method = "sha256" if "sha256" in declared else "md5"
        with path.open("rb") as stream:
            same = hashlib.file_digest(stream, method).hexdigest() == declared[method]
    except (ValueError, KeyError, TypeError):
        return f"{proof.name} names no checksum of it"
    return "" if same else f"its {method} is not that of {proof.name}"


def _check_inputs(records: list[tuple[Path, Record]], found: Findings) -> None:
    written = {
        str(folder / name): content
        for folder, record in records
        for name, content in record["outputs"].items()
    }
    for folder, record in records:
        for name, content in record["inputs"].items():
            if written.get(name, content) != content:
                outputs = ", ".join(
                    str(folder / output) for output in record["outputs"]
                )
                found.faults.append(f"{outputs}: made from another {name}")
            elif name not in written and not Path(name).exists():
                found.faults.append(f"{name}: is gone, but results were made from it")


def _changed_sources(records: Iterable[Record]) -> Iterator[str]:
    """Name each source file that differs from the one that made results."""
    users: dict[str, set[str]] = {}
    present: dict[str, str | None] = {}
    for record in records:
        for name, content in record["code"].items():
            if name not in present:
                file = ROOT / name
                present[name] = code_hashes([file])[name] if file.is_file() else None
            if present[name] != content:
                users.setdefault(name, set()).add(record["rule"])
    for name, rules in sorted(users.items()):
        yield f"{name} has changed since it ran in {', '.join(sorted(rules))}"


def _count(path: Path, found: Findings) -> None:
    found.files += 1
    found.size += path.stat().st_size
