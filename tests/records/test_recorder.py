"""A job checks what it reads, and records what it wrote."""

import importlib
import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from galaxybench.records import record as records
from galaxybench.records.record import Records
from galaxybench.records.recorder import recorded
from tests.helpers.script_setup import Named


@pytest.fixture
def job(tmp_path, monkeypatch):
    """A job that reads train.fits and a user's file, and writes two files."""
    monkeypatch.chdir(tmp_path)
    Path("split").mkdir()
    Path("run").mkdir()
    for name in ("split/train.fits", "mine.h5", "script.py"):
        Path(name).write_text(name)
    records.write(
        [Path("split/train.fits")],
        {
            "rule": "split_dataset",
            "outputs": {"train.fits": records.sha256("split/train.fits")},
        },
    )
    return SimpleNamespace(
        rule="train_model",
        wildcards=Named(seed="0"),
        input=Named(code=["script.py"], train="split/train.fits", weights=["mine.h5"]),
        output=Named(model="run/model.keras", run="run/run.json"),
        params=Named(
            code=records.digest(records.code_hashes(["script.py"])), recipe={"a": 1}
        ),
    )


def test_the_record_has_all_that_was_read_and_written(job):
    recorder = recorded(job)
    Path("run/model.keras").write_text("net")
    Path("run/run.json").write_text("{}")
    recorder.finish()
    record = Records().of("run/run.json")
    assert record["rule"] == "train_model"
    assert record["params"] == {"recipe": {"a": 1}}
    assert record["inputs"] == {
        "split/train.fits": records.sha256("split/train.fits"),
        "mine.h5": records.sha256("mine.h5"),
    }
    assert record["outputs"] == {
        name: records.sha256(f"run/{name}") for name in ("model.keras", "run.json")
    }
    assert list(record["code"].values()) == [records.sha256("script.py")[:16]]


def test_an_input_that_its_job_did_not_write_is_refused(job):
    before = Path("split/train.fits").stat()
    Path("split/train.fits").write_text("split/trend.fits"[: before.st_size])
    os.utime("split/train.fits", ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(ValueError, match=r"split/train\.fits.*split_dataset.*delete"):
        recorded(job)


def test_a_source_file_that_was_edited_since_planning_is_refused(job):
    Path("script.py").write_text("edited")
    with pytest.raises(
        ValueError, match=r"edited after.*script\.py.*same command again"
    ):
        recorded(job)


def test_a_file_of_the_user_may_change(job):
    Path("mine.h5").write_text("other weights")
    assert recorded(job).inputs["mine.h5"] == records.sha256("mine.h5")


def test_a_file_of_the_future_is_refused_or_waited_for(job):
    now = time.time()
    os.utime("mine.h5", (now + 3600, now + 3600))
    with pytest.raises(
        ValueError, match=r"mine\.h5 has a time .* in the future.*touch"
    ):
        recorded(job)
    os.utime("mine.h5", (now + 1, now + 1))
    recorded(job)
    assert time.time() >= now + 1


def test_a_file_of_the_user_that_changed_since_planning_is_refused(job):
    recorder = recorded(job)
    recorder.check_planned("mine.h5", records.sha256("mine.h5"))
    recorder.check_planned("mine.h5", None)
    with pytest.raises(ValueError, match=r"mine\.h5 changed after .* planned.*again"):
        recorder.check_planned("mine.h5", "0" * 64)


@pytest.fixture
def outside(tmp_path, monkeypatch):
    """A module beside the user's work, which is no installed package."""
    folder = tmp_path / "nets"
    folder.mkdir()
    (folder / "my_outside_layers.py").write_text("WIDTH = 4\n")
    monkeypatch.syspath_prepend(folder)
    yield "my_outside_layers"
    sys.modules.pop("my_outside_layers", None)


def test_a_module_that_no_one_tracks_is_refused(job, outside):
    recorder = recorded(job)
    for name in ("run/model.keras", "run/run.json"):
        Path(name).write_text("made")
    importlib.import_module(outside)
    with pytest.raises(ValueError, match=r"my_outside_layers\.py is imported.*blocks"):
        recorder.finish()
    assert Records().of("run/model.keras") is None


def test_installed_packages_may_be_imported_late(job):
    recorder = recorded(job)
    for name in ("run/model.keras", "run/run.json"):
        Path(name).write_text("made")
    for name in ("colorsys", "galaxybench.formats", "dateutil.easter"):
        sys.modules.pop(name, None)
        importlib.import_module(name)
    recorder.finish()
