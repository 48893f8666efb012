"""The record of a job: what it read and wrote, with which settings and source files.

    <folder of the outputs>/.provenance/<name of the first output>.json

A record lies beside the files that it describes, so it stays with them when their
folder is copied. It ends with a digest of itself, and its text is canonical: a change
of any byte is found. Standard library only, because planning reads records.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from galaxybench.files import write_text

FOLDER = ".provenance"
ROOT = Path(__file__).resolve().parents[3]
"""The folder of the Snakefile."""

Record = dict[str, Any]
"""Keys: rule, wildcards, params, code (source file -> hash), inputs (path -> sha256),
outputs (path relative to their folder -> sha256), versions."""


class DamagedRecord(ValueError):
    """A record that is not as it was written."""


def sha256(file: str | Path) -> str:
    """Hash the content of a file, as `sha256sum` does."""
    with Path(file).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def digest(value: Any) -> str:  # noqa: ANN401
    """Hash a JSON value, independent of the order of its keys: 32 hex digits."""
    text = json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def params_of(params: dict[str, Any]) -> dict[str, Any]:
    """Return a job's params as its record holds them: as JSON restores them.

    `code` is left out, for the record has the source files. What JSON does not have
    becomes text.
    """
    kept = {name: value for name, value in params.items() if name != "code"}
    return json.loads(json.dumps(kept, sort_keys=True, default=str))


def path_of(output: str | Path) -> Path:
    """Return where the record of a job lies; `output` is its first output."""
    output = Path(output)
    return output.parent / FOLDER / f"{output.name}.json"


def write(outputs: list[Path], record: Record) -> None:
    """Write the record of a job. Older records of one of its outputs are removed."""
    own = path_of(outputs[0])
    for path in set(records_in(own.parent.parent)) - {own}:
        with suppress(DamagedRecord):  # the readers of its files say so
            if not set(read(path)["outputs"]).isdisjoint(record["outputs"]):
                path.unlink()
    write_text(own, _text(record))


def read(path: Path) -> Record:
    """Read a record.

    Raises:
        FileNotFoundError: there is none.
        DamagedRecord: with its path, if a byte of it has changed.
    """
    try:
        text = path.read_text(encoding="utf-8")
        record = json.loads(text)
        del record["digest"]
        whole = _text(record) == text
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise DamagedRecord(
            f"{path}: this record of a job is damaged; delete the folder {path.parent} "
            "and run the same command again, which makes the files beside it anew"
        )
    return record


def records_in(folder: Path) -> list[Path]:
    """List the records of the files in a folder, sorted."""
    return sorted((folder / FOLDER).glob("*.json"))


class Records:
    """Finds the record of the job that wrote a file; remembers what it has read."""

    def __init__(self, first: Callable[[Path], None] | None = None) -> None:
        """Start with no record read. `first` is called with a folder before it is."""
        self._folders: dict[Path, dict[str, Record]] = {}
        self._first = first

    def of(self, file: str | Path) -> Record | None:
        """Return the record of the job that wrote `file`; None if there is none.

        Raises:
            DamagedRecord: a record in the folder has changed since it was written.
        """
        file = Path(file)
        if file.parent not in self._folders:
            if self._first:
                self._first(file.parent)
            self._folders[file.parent] = {
                name: record
                for record in map(read, records_in(file.parent))
                for name in record["outputs"]
            }
        return self._folders[file.parent].get(file.name)

    def hash_of(self, file: str | Path) -> str | None:
        """Return the sha256 of `file` as it was written; None if no record names it."""
        record = self.of(file)
        return record and record["outputs"][Path(file).name]


def code_hashes(files: Iterable[str | Path]) -> dict[str, str]:
    """Hash source files: path below the Snakefile's folder -> 16 hex digits."""
    found = {}
    for file in files:
        path = Path(file).resolve()
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        found[name.as_posix()] = sha256(path)[:16]
    return dict(sorted(found.items()))


def _text(record: Record) -> str:
    complete = {**record, "digest": digest(record)}
    return json.dumps(complete, indent=1, sort_keys=True) + "\n"
