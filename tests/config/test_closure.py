"""The closure finds every imported galaxybench file, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from galaxybench.config import closure as closure_module
from galaxybench.config.closure import closure

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "galaxybench"
    (folder / "blocks").mkdir(parents=True)
    for name in ("__init__", "a", "b", "c", "lonely", "blocks/__init__", "blocks/d"):
        (folder / f"{name}.py").write_text('"""Doc."""\n')
    monkeypatch.setattr(closure_module, "PACKAGE", folder)
    closure_module.imported_files.cache_clear()
    yield folder
    closure_module.imported_files.cache_clear()


def names(paths, folder):
    return {path.relative_to(folder).as_posix() for path in paths}


def test_follows_both_forms_of_import(package):
    (package / "a.py").write_text("from galaxybench import b\n")
    (package / "b.py").write_text("def f():\n    import galaxybench.c as c\n")
    (package / "c.py").write_text("from galaxybench.blocks.d import layer\n")
    assert names(closure(package / "a.py"), package) == {
        *("__init__.py", "a.py", "b.py", "c.py"),
        *("blocks/__init__.py", "blocks/d.py"),
    }


def test_ends_on_a_cycle(package):
    (package / "a.py").write_text("from galaxybench import b\n")
    (package / "b.py").write_text("from galaxybench import a\n")
    assert names(closure(package / "a.py"), package) == {"__init__.py", "a.py", "b.py"}


def test_leaves_observers_out_unless_they_are_named(package, monkeypatch):
    monkeypatch.setattr(closure_module, "OBSERVERS", ("c.py", "blocks"))
    (package / "a.py").write_text(
        "from galaxybench import b, c\nfrom galaxybench.blocks.d import layer\n"
    )
    assert names(closure(package / "a.py"), package) == {"__init__.py", "a.py", "b.py"}
    assert package / "c.py" in closure(package / "a.py", package / "c.py")


def test_lists_other_files_as_they_are(package, tmp_path):
    template = tmp_path / "page.html.j2"
    template.write_text("import galaxybench.a")
    assert closure(template) == [template]


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.py")), ids=lambda p: p.stem)
def test_covers_what_the_script_really_imports(script):
    """Import the script's modules in a fresh interpreter and compare."""
    program = (
        "import ast, importlib, pathlib, sys\n"
        f"sys.path.insert(0, {str(SCRIPTS)!r})\n"
        f"tree = ast.parse(pathlib.Path({str(script)!r}).read_text())\n"
        "for node in ast.walk(tree):\n"
        "    if isinstance(node, ast.ImportFrom) and node.module:\n"
        "        importlib.import_module(node.module)\n"
        "        for alias in node.names:\n"
        "            try: importlib.import_module(f'{node.module}.{alias.name}')\n"
        "            except ImportError: pass\n"
        "print(*(m.__file__ for n, m in sys.modules.items()\n"
        "        if n.split('.')[0] == 'galaxybench'), sep='\\n')\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    imported = {Path(line) for line in result.stdout.split()}
    observers = [closure_module.PACKAGE / name for name in closure_module.OBSERVERS]
    decide = {
        path
        for path in imported
        if not any(path.is_relative_to(observer) for observer in observers)
    }
    assert decide and decide <= set(closure(script))
