"""Benchmarks are run by hand; here they are only imported."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "benchmarks").rglob("[!_]*.py"))
IMPORT_ALL = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def test_every_benchmark_can_be_imported_without_running():
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in MODULES]
    command = [sys.executable, "-c", IMPORT_ALL, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_an_unknown_benchmark_is_refused_with_those_that_exist():
    command = [sys.executable, "-m", "benchmarks", "dry_runs"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode
    assert "dry_runs" in done.stderr and "dry_run," in done.stderr


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_no_benchmark_imports_a_test(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert not (node.module or "").startswith("tests"), node.module
