"""What the code never does, so that no data can make it run something."""

import ast
from pathlib import Path

from sandbox.workflow_copy import ROOT

COMPILERS = {("re", "compile"), ("model", "compile"), ("py_compile", "compile")}
"""Methods of the name that run nothing."""
NEVER = {
    "eval", "exec", "compile", "__import__", "execfile", "mktemp", "unsafe_load",
    "full_load", "unsafe_load_all", "enable_unsafe_deserialization", "extractall",
    "extract", "unpack_archive", "read_pickle", "to_pickle", "popen",
}  # fmt: skip
"""Names of functions, whatever they belong to. `re.compile` is allowed."""
NEVER_IMPORTED = {"pickle", "cPickle", "dill", "marshal", "shelve", "cloudpickle"}
NEVER_GIVEN = {
    "allow_pickle": True, "shell": True, "safe_mode": False, "verify": False,
}  # fmt: skip
SOURCES = sorted((ROOT / "scripts").rglob("*.py"))


def calls(file: Path):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            owner = getattr(getattr(node.func, "value", None), "id", "")
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            yield node, owner, name


def test_no_code_runs_what_it_reads():
    found = []
    for file in SOURCES:
        for node, owner, name in calls(file):
            allowed = (owner, name) in COMPILERS
            given = {
                keyword.arg: getattr(keyword.value, "value", None)
                for keyword in node.keywords
            }
            bad = [key for key, value in NEVER_GIVEN.items() if given.get(key) is value]
            if (name in NEVER and not allowed) or bad:
                found.append(f"{file.name}:{node.lineno}: {owner}.{name} {bad}")
    assert found == []


def test_no_code_imports_what_runs_data():
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            names = {alias.name for alias in node.names}
            names.add(getattr(node, "module", None))
            assert not names & NEVER_IMPORTED, file


def test_every_array_is_read_without_pickle():
    loads = [
        (file.name, [keyword.arg for keyword in node.keywords])
        for file in SOURCES
        for node, owner, name in calls(file)
        if (owner, name) == ("np", "load")
    ]
    assert loads
    assert all("allow_pickle" in keywords for _, keywords in loads), loads
