"""The source files of a job: its script, its model, its data source, and imports."""

import os
from pathlib import Path

from galaxybench.workflow.code_inputs import code_files

from tests.helpers.workflow_setup import RUN, resolved, wildcards

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "scripts/galaxybench"


def files(*templates: str, names: str = RUN) -> set[str]:
    found = code_files(resolved(), ROOT, *templates)(wildcards(names))
    return {os.path.relpath(path, ROOT) for path in found}


def test_a_script_comes_with_what_it_imports():
    found = files("scripts/score.py")
    assert {"scripts/score.py", f"{PACKAGE}/evaluation/metrics.py"} <= found
    assert f"{PACKAGE}/training/training.py" not in found


def test_the_architecture_is_that_of_the_job_s_model():
    names = RUN.replace("model=dense", "model=slow_dense")
    found = files("scripts/galaxybench/models/{architecture}.py", names=names)
    assert f"{PACKAGE}/models/dense.py" in found


def test_the_source_is_that_of_the_job_s_data_set():
    found = files("scripts/galaxybench/datasets/{source}.py", names="dataset=sdss")
    assert f"{PACKAGE}/datasets/galaxy10_sdss.py" in found


def test_paths_are_seen_from_the_working_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    [found] = code_files(resolved(), ROOT, "CITATION.cff")(wildcards())
    assert Path(found).resolve() == ROOT / "CITATION.cff"
    assert not Path(found).is_absolute()
