"""A row of the fault matrix can fail."""

import pytest

SCRIPTS = {
    "keras_runs": """
import keras
from pathlib import Path
keras.Sequential([keras.layers.Dense(1)])(keras.ops.ones((1, 2)))
files = snakemake.input
Path(snakemake.output.found).write_text(f"{list(files.many)} {files.one}")
""",
    "looks_around": """
import sys
from pathlib import Path
Path(snakemake.output.found).write_text(str("pandas" in sys.modules))
""",
    "hangs": "import time; time.sleep(100)",
    "leaves_a_part": """
from pathlib import Path
Path(".found.part").touch()
raise SystemExit("no")
""",
    "dies": "import os; os.abort()",
    "has_a_hook": """
import sys
sys.excepthook = lambda kind, error, stack: print("hook:", error)
raise ValueError("no")
""",
}


@pytest.fixture
def run(job, tmp_path):
    """Makes a case of one of the scripts above."""
    for name, text in SCRIPTS.items():
        (tmp_path / f"{name}.py").write_text(text)
    return lambda name, **given: job(name, scripts=tmp_path, **given)


def test_keras_runs_in_every_child(run):
    files = {"many": ["a", "b"], "one": "c"}
    case = run("keras_runs", keras=True, input=files, output={"found": "found"})
    for _ in range(2):
        case.passes()
        assert (case.folder / "found").read_text() == "['a', 'b'] c"


@pytest.mark.parametrize("fresh", [True, False])
def test_a_fresh_process_imports_its_libraries_itself(run, fresh):
    case = run("looks_around", fresh=fresh, output={"found": "found"})
    case.passes()
    assert (case.folder / "found").read_text() == str(not fresh)


@pytest.mark.parametrize(
    ("script", "says"),
    [("hangs", "stopped"), ("leaves_a_part", "found.part"), ("dies", "-6")],
)
def test_a_script_that_does_not_end_as_it_should(run, script, says):
    with pytest.raises(AssertionError, match=says):
        run(script, limit=2 if script == "hangs" else 120).refused()


def test_an_exception_hook_is_called(run):
    case = run("has_a_hook")
    assert case.refused("no").terminal == "hook: no\n"
    with pytest.raises(AssertionError, match="not said"):
        case.refused("yes")


def test_what_passes_is_not_refused(planned):
    with pytest.raises(AssertionError, match="train_model"):
        planned({}).refused()
