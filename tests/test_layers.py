"""The rooms of the package: every import goes down, and parsing stays light."""

import ast
import sys
from pathlib import Path

import pytest

from tests.helpers.rooms import FLOORS, PACKAGE

PARSE_TIME = ("config", "workflow")
LIGHT = {*sys.stdlib_module_names, "yaml", "jsonschema", "snakemake"}
LIGHT |= {"snakemake_interface_executor_plugins"}  # Snakemake has imported it
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


def imports(file: Path) -> set[str]:
    """The modules that a file imports, as `galaxybench.room.module` or `numpy`."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize(
    "file", MODULES, ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_every_import_goes_down(file):
    if file.parent == PACKAGE and file.stem == "__init__":
        return
    for module in imports(file):
        if module.startswith("galaxybench."):
            other = module.split(".")[1]
            assert other == room(file) or floor(other) < floor(room(file)), module


def test_nothing_imports_itself_in_a_circle():
    graph = {}
    for file in MODULES:
        names = {PACKAGE.joinpath(*m.split(".")[1:]) for m in imports(file)}
        places = names | {name.parent for name in names}
        graph[file] = {p for p in (place.with_suffix(".py") for place in places)} & {
            *MODULES
        }
    while leaves := {file for file, needed in graph.items() if not needed & {*graph}}:
        graph = {file: graph[file] for file in graph if file not in leaves}
    assert not graph


def test_what_is_read_at_parse_time_is_light():
    waiting = [file for file in MODULES if room(file) in PARSE_TIME]
    seen = set(waiting)
    while waiting:
        file = waiting.pop()
        for module in imports(file):
            top, *parts = module.split(".")
            if top != "galaxybench":
                assert top in LIGHT, f"{file}: {module}"
            for path in (PACKAGE.joinpath(*parts), PACKAGE.joinpath(*parts[:-1])):
                own = path.with_suffix(".py")
                if top == "galaxybench" and own.is_file() and own not in seen:
                    seen.add(own)
                    waiting.append(own)


def test_a_room_says_what_it_holds_and_exports_nothing():
    for folder in (init.parent for init in PACKAGE.glob("*/__init__.py")):
        tree = ast.parse((folder / "__init__.py").read_text())
        text = ast.get_docstring(tree) or ""
        assert "\n\nIn" in text and "ut:" in text, folder
        assert len(tree.body) == 1, folder
