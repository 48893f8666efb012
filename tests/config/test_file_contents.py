"""Digests of the user's files: by content, and only what changed is read."""

import hashlib
import json
import os
import time
from pathlib import Path

import pytest

from galaxybench.config import file_contents
from galaxybench.config.file_contents import (
    digest,
    read_checksums,
    refuse_changed,
    remembered_checksums,
    signature,
)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Two files that are old enough to be remembered."""
    monkeypatch.setattr(file_contents, "SETTLED", -1)
    made = [tmp_path / "photos/a.png", tmp_path / "photos/b.png"]
    made[0].parent.mkdir()
    for file in made:
        file.write_text(file.name)
    return made


@pytest.fixture
def ask(files, tmp_path):
    """Ask for the checksums; gives them and the number of bytes that were read."""

    def ask_(memory=tmp_path / "data/checksums/mine.json"):
        sizes = []
        found = remembered_checksums(files, memory, sizes.append)
        assert found == read_checksums(files)
        return found, sum(sizes)

    return ask_


def test_the_digest_is_what_sha256sum_prints(files):
    sums = [hashlib.sha256(file.name.encode()).hexdigest() for file in files]
    lines = [f"{sums[0]}  a.png\n", f"{sums[1]}  b.png\n"]
    whole = hashlib.sha256("".join(lines).encode()).hexdigest()
    assert digest(files[0].parent, files, read_checksums(files)) == whole
    alone = files[:1]
    assert digest(files[0], alone, read_checksums(alone)) == sums[0]


def test_what_did_not_change_is_not_read_again(ask, files):
    first, size = ask()
    assert size == 10
    assert ask() == (first, 0)
    os.utime(files[0], (1, 1))
    assert ask() == (first, 5)
    files[0].write_text("longer")
    second, size = ask()
    assert size == 6 and second != first
    assert ask() == (second, 0)


def test_a_change_that_keeps_size_and_time_is_seen(ask, files):
    before, _ = ask()
    about = files[1].stat()
    files[1].write_text("B.png")
    os.utime(files[1], ns=(about.st_atime_ns, about.st_mtime_ns))
    after, size = ask()
    assert size == 5 and after[1] != before[1]


def test_a_file_that_just_changed_is_not_trusted(ask, files, monkeypatch):
    monkeypatch.setattr(file_contents, "SETTLED", 2)
    files[0].write_text("again")
    assert ask()[1] == 10
    assert ask()[1] == 10
    later = time.time_ns() + 3_000_000_000
    monkeypatch.setattr(file_contents.time, "time_ns", lambda: later)
    assert ask()[1] == 10
    assert ask()[1] == 0


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", "null", '{"a": 1}', '[["a", 1], []]', "[[[], 2]]", "\0"]
)
def test_a_damaged_memory_is_made_again(ask, tmp_path, text):
    memory = tmp_path / "memory.json"
    memory.write_text(text)
    assert ask(memory)[1] == 10
    assert ask(memory)[1] == 0
    assert len(json.loads(memory.read_text())) == 2


def test_without_a_place_to_remember_all_is_read(ask, tmp_path):
    (tmp_path / "file").touch()
    assert ask(tmp_path / "file/memory.json")[1] == 10


def test_names_of_any_bytes_can_be_remembered(tmp_path, files, ask):
    name = b"\xff.png".decode("utf-8", "surrogateescape")
    try:
        (tmp_path / "photos" / name).write_text("odd")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    files.append(tmp_path / "photos" / name)
    found, _ = ask()
    assert ask() == (found, 0)
    assert digest(files[0].parent, files, found)


def test_a_pipe_is_refused_and_not_waited_for(files, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="pipe is a named pipe"):
        read_checksums([Path(tmp_path / "pipe")])


def test_a_file_that_changed_since_its_signature_was_taken_is_refused(files):
    before = signature(files[0])
    refuse_changed(files[0], before)
    files[0].write_text("other")
    with pytest.raises(ValueError, match="a.png changed while it was imported: run"):
        refuse_changed(files[0], before)
