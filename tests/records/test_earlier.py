"""The record that is left is that of the files that are there."""

from pathlib import Path

import pytest

from galaxybench.records import earlier
from galaxybench.records.record import path_of, read
from tests.helpers.made_records import made

NAMES = ("model.keras", "run.json")


@pytest.fixture
def outputs(tmp_path):
    """Two files of a job that were recorded, and whose job runs again."""
    made(tmp_path, *NAMES)
    found = [tmp_path / name for name in NAMES]
    earlier.keep(found)
    return found


def write(outputs, *texts):
    for output, text in zip(outputs, texts, strict=True):
        output.write_text(text)


def record_newer(outputs, tmp_path):
    """Let the job write its record, of other files."""
    newer = tmp_path / "newer"
    newer.mkdir()
    write([newer / name for name in NAMES], "newer net", "newer run")
    made(newer, *NAMES)
    path_of(newer / NAMES[0]).replace(path_of(outputs[0]))


def settled(outputs):
    [kept] = earlier.kept_in(outputs[0].parent)
    earlier.settle(kept)
    assert not earlier.kept_in(outputs[0].parent)
    own = path_of(outputs[0])
    return read(own) if own.is_file() else None


def test_a_job_that_ended_leaves_its_own(outputs, tmp_path):
    record_newer(outputs, tmp_path)
    write(outputs, "newer net", "newer run")
    first = path_of(outputs[0]).read_text()
    assert settled(outputs) is not None
    assert path_of(outputs[0]).read_text() == first


def test_where_the_earlier_files_are_put_back_so_is_their_record(outputs, tmp_path):
    first = path_of(outputs[0]).read_text()
    record_newer(outputs, tmp_path)
    assert settled(outputs) is not None
    assert path_of(outputs[0]).read_text() == first


@pytest.mark.parametrize("recorded", [True, False])
def test_of_mixed_files_no_record_is_left(outputs, tmp_path, recorded):
    if recorded:
        record_newer(outputs, tmp_path)
    outputs[0].write_text("newer net")
    assert settled(outputs) is None


def test_a_lost_file_leaves_no_record(outputs):
    outputs[1].unlink()
    assert settled(outputs) is None


def test_the_record_of_files_that_a_failed_job_lost_tells_of_them(outputs, tmp_path):
    first = path_of(outputs[0]).read_text()
    record_newer(outputs, tmp_path)
    for output in outputs:
        output.unlink()
    assert settled(outputs) is not None
    assert path_of(outputs[0]).read_text() == first


def test_files_without_a_record_get_none_from_a_job_that_failed(tmp_path):
    outputs = [tmp_path / name for name in NAMES]
    write(outputs, "old net", "old run")
    earlier.keep(outputs)
    path_of(outputs[0]).parent.mkdir(exist_ok=True)
    record_newer(outputs, tmp_path)
    assert settled(outputs) is None


def test_a_first_run_keeps_nothing(tmp_path):
    earlier.keep([tmp_path / name for name in NAMES])
    assert earlier.kept_in(tmp_path) == [] and not [*tmp_path.iterdir()]


def test_a_second_attempt_keeps_the_record_of_the_files_that_are_there(
    outputs, tmp_path
):
    first = path_of(outputs[0]).read_text()
    record_newer(outputs, tmp_path)
    earlier.keep(outputs)
    [kept] = earlier.kept_in(tmp_path)
    assert kept.read_text() == first == path_of(outputs[0]).read_text()


def test_a_damaged_record_is_as_good_as_none(outputs):
    own = path_of(outputs[0])
    first = own.read_text()
    own.write_text(first[:-9])
    assert settled(outputs) is not None
    assert Path(own).read_text() == first
