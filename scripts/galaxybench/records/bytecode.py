"""Compiled modules that Python compares with their source by content.

By default, Python trusts a `.pyc` file if size and time of the source are those of
then, and would run the code from before an edit that kept both.
"""

import importlib.util
import py_compile
from contextlib import suppress
from pathlib import Path

CHECKED_BY_CONTENT = (3).to_bytes(4, "little")
"""Flags in the second four bytes of a `.pyc` file (PEP 552)."""


def check_by_content(folder: Path) -> None:
    """Replace the compiled modules below `folder` that are compared by time.

    Modules that were never compiled, and folders that may not be written, are left.
    """
    for source in folder.rglob("*.py"):
        compiled = Path(importlib.util.cache_from_source(str(source)))
        with suppress(OSError, py_compile.PyCompileError):
            with compiled.open("rb") as file:
                flags = file.read(8)[4:]
            if flags != CHECKED_BY_CONTENT:
                py_compile.compile(
                    str(source),
                    doraise=True,
                    invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH,
                )
