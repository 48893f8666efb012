"""The source files of a job: its script, its model, its data source, and imports."""

import os
from pathlib import Path

import pytest

from galaxybench.records import record as records
from galaxybench.records.earlier import keep
from galaxybench.workflow.tracking import Tracker
from tests.helpers.made_records import made
from tests.helpers.workflow_setup import RUN, resolved, wildcards

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "scripts/galaxybench"


class NothingMade:
    """A plan of jobs whose outputs do not exist yet."""

    def compares(self) -> bool:
        return True

    def keeps_records(self, rule: str) -> bool:
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


class Interrupted(NothingMade):
    """A plan of one training, whose job was killed."""

    def __init__(self, folder: Path) -> None:
        self.files = [str(folder / name) for name in ("model.keras", "run.json")]
        self.forced = []

    def keeps_records(self, rule: str) -> bool:
        return True

    def outputs(self, rule: str, wildcards: object) -> list[str]:
        return self.files

    def unfinished(self) -> set[str]:
        return set(self.files)

    def params(self, rule: str, wildcards: object) -> dict:
        return {}

    def has_notes(self, rule: str, wildcards: object) -> bool:
        return True

    def force(self, outputs: list[str]) -> None:
        self.forced = outputs

    def say(self, message: str) -> None: ...

    def forget(self, rule: str, wildcards: object) -> None: ...

    def has_ended(self, file: str) -> bool:
        return file in self.files


@pytest.mark.parametrize("recorded", [True, False])
def test_a_job_that_was_killed_at_its_very_end_leaves_the_earlier_record(
    tmp_path, recorded
):
    """It had recorded its new files, and Snakemake puts the earlier ones back."""
    earlier, newer = tmp_path / "run", tmp_path / "newer"
    path = made(earlier, "model.keras", "run.json")
    text = path.read_text()
    if not recorded:
        path.unlink()
    os.utime(earlier / "model.keras", (1e9, 1e9))
    own = Tracker(resolved(), ROOT, Interrupted(earlier))
    own.code("scripts/train_model.py")(wildcards(RUN))
    keep([earlier / name for name in ("model.keras", "run.json")])
    newer.mkdir()
    (newer / "model.keras").write_text("another net")
    path.write_text(made(newer, "model.keras", "run.json").read_text())
    os.utime(earlier / "model.keras", None)
    own.keep_old()
    assert path.exists() == recorded
    if recorded:
        assert path.read_text() == text
        assert (earlier / "model.keras").stat().st_mtime == 1e9


@pytest.mark.parametrize("changed", [True, False])
def test_files_that_were_deleted_are_made_again_if_they_would_be_others(
    tmp_path, changed
):
    """As those of a job that ran again and failed."""
    made(tmp_path, "model.keras", "run.json")
    plan = Interrupted(tmp_path)
    sources = Tracker(resolved(), ROOT, plan)
    sources.code("scripts/train_model.py")(wildcards(RUN))
    assert plan.forced == plan.files  # made() knows nothing of today's code
    sources.accept()
    if changed:
        plan.params = lambda *_: {"seed": 1}
    for file in plan.files:
        Path(file).unlink()
    plan.forced = []
    Tracker(resolved(), ROOT, plan).code("scripts/train_model.py")(wildcards(RUN))
    assert plan.forced == (plan.files if changed else [])
