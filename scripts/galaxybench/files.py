"""Files: outputs appear under their name only when they are whole; JSON in and out."""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` that takes its place at the end.

    The temporary name is the same every time, so that what a killed process left
    behind is overwritten by the next one. An error inside removes it.

    Raises:
        OSError: with the name of the file if the disk is full.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    try:
        yield partial
        partial.replace(path)
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        reason = f"{os.strerror(error.errno)}; free some and run the same command again"
        raise OSError(error.errno, reason, str(path)) from error
    finally:
        partial.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8."""
    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8")


def write_json(path: Path, content: Any) -> None:  # noqa: ANN401
    """Write `content` as indented JSON; NaN is an error, since it is not JSON."""
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    write_text(path, text + "\n")


def read_json(path: str | Path) -> Any:  # noqa: ANN401
    """Read a JSON file.

    Raises:
        OSError: if there is no such file.
        ValueError: with the name of the file, if it is not JSON.
    """
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path}: is not JSON: {error}") from error
