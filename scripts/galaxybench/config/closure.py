"""The source files that a script depends on, found without importing anything.

In: paths of scripts and modules. Out: those paths and every file of `scripts/` that
they import, directly or indirectly. Snakemake compares these files by content, so that
an edit reruns exactly the jobs that run the edited code.

Only static imports are found. Modules that are imported by name (an architecture, a
data source) are listed by the rule that uses them; `records/recorder.py` refuses others
that are not installed packages. OBSERVERS are left out: an edit of one reruns nothing.
"""

import ast
from functools import cache
from pathlib import Path

from galaxybench.config.planning_error import PlanningError

PACKAGE = Path(__file__).parents[1]
OBSERVERS = ("jobs", "records", "networks/model_card.py")
"""Paths below PACKAGE of code that logs, labels or checks: it decides no result."""


def closure(*files: str | Path) -> list[Path]:
    """List `files` and all of `scripts/` that they import, without observers.

    Observers among `files` are listed, and so are files that are not Python. Paths are
    absolute, sorted, each once.

    Raises:
        FileNotFoundError: one of `files` does not exist.
        PlanningError: one of the files is not Python.
    """
    found: set[Path] = set()
    waiting = [Path(file).resolve() for file in files]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            if file.suffix == ".py":
                waiting.extend(imported_files(file))
    return sorted(found)


@cache
def imported_files(file: Path) -> frozenset[Path]:
    """Find the files of `scripts/` that one Python file imports directly.

    Raises:
        PlanningError: it is not Python, because of an edit, say.
    """
    modules: set[str] = set()
    try:
        tree = ast.parse(file.read_bytes(), filename=str(file))
    except SyntaxError as error:
        where = f"{file}: line {error.lineno}" if error.lineno else str(file)
        raise PlanningError(f"{where}: {error.msg}; correct it") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            if not file.is_relative_to(PACKAGE):
                continue
            above = file.relative_to(PACKAGE.parent).parts[: -node.level]
            name = ".".join([*above, *filter(None, [node.module])])
            modules.add(name)
            modules.update(f"{name}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module)
            modules.update(f"{node.module}.{alias.name}" for alias in node.names)
    observers = [PACKAGE / name for name in OBSERVERS]
    return frozenset(
        path
        for module in modules
        for path in module_files(module)
        if not any(path.is_relative_to(observer) for observer in observers)
    )


def module_files(module: str) -> list[Path]:
    """List the files that importing `module` runs: its packages and its own file."""
    name, *parts = module.split(".")
    top = PACKAGE.parent / name
    places = [top.joinpath(*parts[:depth]) for depth in range(len(parts) + 1)]
    candidates = [place / "__init__.py" for place in places]
    candidates.append(places[-1].with_suffix(".py"))
    return [path for path in candidates if path.is_file()]
