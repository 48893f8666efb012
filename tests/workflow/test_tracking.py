"""The source files of a job: its script, its model, its data source, and imports."""

import os
from pathlib import Path

from galaxybench.records import record as records
from galaxybench.workflow.tracking import Tracker
from tests.helpers.workflow_setup import RUN, resolved, wildcards

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "scripts/galaxybench"


class NothingMade:
    """A plan of jobs whose outputs do not exist yet."""

    def compares(self) -> bool:
        return True

    def has_outputs(self, rule: str, wildcards: object) -> bool:
        return False


def tracker() -> Tracker:
    return Tracker(resolved(), ROOT, NothingMade())


def files(*templates: str, names: str = RUN) -> set[str]:
    found = tracker().code(*templates)(wildcards(names))
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
    [found] = tracker().code("CITATION.cff")(wildcards())
    assert Path(found).resolve() == ROOT / "CITATION.cff"
    assert not Path(found).is_absolute()


def test_the_digest_is_that_of_the_files_as_they_were_first_read():
    own = tracker()
    own.code("scripts/score.py")
    first = own.digest("score")(wildcards(RUN))
    assert first == own.digest("score")(wildcards(RUN.replace("seed=0", "seed=1")))
    assert first == records.digest(records.code_hashes(files_of(own)))


def files_of(own: Tracker) -> list[str]:
    return own.code("scripts/score.py")(wildcards(RUN))
