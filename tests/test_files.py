import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from galaxybench import files
from galaxybench.files import read_json, refuse_pointer, replacing, write_json

SCRIPTS = Path(files.__file__).parents[1]
POINTER = """version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
"""
KILLED = """
import os, signal, sys
from pathlib import Path
from galaxybench.files import replacing
with replacing(Path(sys.argv[1])) as partial:
    partial.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_an_error_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(KeyError), replacing(path) as partial:
        partial.write_text("half")
        raise KeyError
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.txt", "old")]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told_with_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    with pytest.raises(OSError, match="No space left.*free some") as raised:
        with replacing(path) as partial:
            partial.unlink()
            partial.symlink_to("/dev/full")
            partial.write_bytes(b"x" * 100_000)
    assert raised.value.errno == errno.ENOSPC
    assert raised.value.filename == str(path)
    assert list(tmp_path.iterdir()) == []


def test_two_writers_of_one_output_never_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with replacing(path) as first, replacing(path) as second:
        assert first != second
        first.write_text("first")
        second.write_text("second")
    assert path.read_text() == "first"  # the last to end
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    command = [sys.executable, "-c", KILLED, path]
    killed = subprocess.run(command, env={"PYTHONPATH": str(SCRIPTS)}, check=False)
    assert killed.returncode == -signal.SIGKILL
    [left] = tmp_path.iterdir()
    assert left.name.startswith(".a.txt.")
    other = tmp_path / ".b.txt.0123.part"
    other.touch()
    with replacing(path) as partial:
        partial.write_text("whole")
    assert sorted(tmp_path.iterdir()) == [other, path]


def test_an_output_may_be_read_by_others(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_json(tmp_path / "a.json", {})
    finally:
        os.umask(before)
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "content", ['{"a": 1, "b": [1,', "", "\0\0\0\0", "[" * 100_000, "\udcff"]
)
def test_json_that_is_not_whole_is_named_with_what_to_do(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(ValueError, match="Delete it and run the same") as raised:
        read_json(path)
    assert str(path) in str(raised.value)


def test_a_pointer_of_git_lfs_is_named(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(POINTER)
    for read in (read_json, refuse_pointer):
        with pytest.raises(ValueError, match="run.json: is a pointer.*git lfs pull"):
            read(path)
    path.write_text("{}")
    refuse_pointer(path)
