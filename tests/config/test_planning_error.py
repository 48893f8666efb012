"""A mistake that is found while planning ends Snakemake with its message alone."""

import subprocess
import sys

import pytest

from galaxybench.config.planning_error import PlanningError
from tests.helpers.rooms import PACKAGE

SNAKEFILE = f"""
import sys
sys.path.append({str(PACKAGE.parent)!r})
from galaxybench.config.planning_error import PlanningError

def wrong(wildcards):
    raise PlanningError("datasets.mine.path: no such folder: photos")

WHERE
"""
WHERE = {
    "while the Snakefile is read": "wrong(None)",
    "an input": "rule a:\n    input: wrong\n    output: 'x'\n    shell: 'touch x'",
    "a param": "rule a:\n    output: 'x'\n    params: p=wrong\n    shell: 'touch x'",
    "an input of a job whose output exists": """
rule a:
    input: "y"
    output: "x"
    shell: "touch x"
rule b:
    input: wrong
    output: "y"
    shell: "touch y"
""",
    "the start": "rule a:\n    output: 'x'\n    shell: 'touch x'\nonstart: wrong(None)",
}


@pytest.mark.slow
@pytest.mark.parametrize("where", WHERE)
def test_snakemake_prints_the_message_alone(tmp_path, where):
    (tmp_path / "y").touch()
    (tmp_path / "Snakefile").write_text(SNAKEFILE.replace("WHERE", WHERE[where]))
    for _ in range(2):  # a lock that stays would stop the second
        done = subprocess.run(
            [sys.executable, "-m", "snakemake", "--cores", "1"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1
        last = done.stderr.splitlines()[-1]
        assert last == "datasets.mine.path: no such folder: photos"
        assert "Traceback" not in done.stderr
        assert "planning_error" not in done.stderr
    assert not (tmp_path / "x").exists()


def test_functions_of_rules_raise_no_other_kind():
    for file in (PACKAGE / "workflow").glob("*.py"):
        assert "WorkflowError" not in file.read_text(), file


def test_the_message_is_its_text():
    assert str(PlanningError("wrong")) == "wrong"
