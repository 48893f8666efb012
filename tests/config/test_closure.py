"""The closure finds every imported galaxybench file, and nothing else."""

import json
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


def test_follows_relative_imports(package):
    (package / "blocks" / "d.py").write_text("from ..a import net\nfrom . import d\n")
    (package / "b.py").write_text("from .blocks import d\n")
    found = names(closure(package / "b.py"), package)
    assert {"b.py", "a.py", "blocks/d.py", "blocks/__init__.py"} <= found


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


IMPORTS = """
import ast, importlib, json, sys
from pathlib import Path

folder, *scripts = sys.argv[1:]
sys.path.insert(0, folder)
found = {}
for script in scripts:
    # Other packages stay: importing Keras for every script would take minutes.
    for name in [name for name in sys.modules if name.split(".")[0] == "galaxybench"]:
        del sys.modules[name]
    for node in ast.walk(ast.parse(Path(script).read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            importlib.import_module(node.module)
            for alias in node.names:
                try:
                    importlib.import_module(f"{node.module}.{alias.name}")
                except ImportError:
                    pass
    found[script] = [
        module.__file__
        for name, module in sys.modules.items()
        if name.split(".")[0] == "galaxybench"
    ]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def imported():
    """Files of the package that every script really imports, in a fresh interpreter."""
    command = [sys.executable, "-c", IMPORTS, SCRIPTS, *SCRIPTS.glob("*.py")]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


RULES = "".join(path.read_text() for path in (ROOT / "rules").glob("*.smk"))
TRACKED = [path for path in SCRIPTS.glob("*.py") if f'"scripts/{path.name}"' in RULES]


@pytest.mark.slow
@pytest.mark.parametrize("script", sorted(TRACKED), ids=lambda p: p.stem)
def test_covers_what_the_script_really_imports(script, imported):
    observers = [closure_module.PACKAGE / name for name in closure_module.OBSERVERS]
    decide = {
        path
        for path in map(Path, imported[str(script)])
        if not any(path.is_relative_to(observer) for observer in observers)
    }
    assert decide and decide <= set(closure(script))


def test_the_threads_of_a_job_decide_its_result():
    """An observer must not limit them, for no rule has it as an input."""
    backends = closure_module.PACKAGE / "machine" / "backends.py"
    text = {script: script.read_text() for script in SCRIPTS.glob("*.py")}
    run_keras = [script for script in text if "galaxybench.jobs.start" in text[script]]
    assert len(run_keras) > 5
    for script in run_keras:
        assert "limit_threads(snakemake.threads)" in text[script], script
        assert backends in closure(script)


def test_follows_modules_beside_the_package(package):
    """A user's own layers in `scripts/` are seen, and so is what they import."""
    (package.parent / "my_layers.py").write_text("from galaxybench import b\n")
    (package.parent / "nets").mkdir()
    (package.parent / "nets" / "__init__.py").write_text("")
    (package.parent / "nets" / "wide.py").write_text("")
    (package / "a.py").write_text("import my_layers\nfrom nets import wide\n")
    assert names(closure(package / "a.py"), package.parent) == {
        *("galaxybench/a.py", "galaxybench/b.py", "galaxybench/__init__.py"),
        *("my_layers.py", "nets/__init__.py", "nets/wide.py"),
    }
