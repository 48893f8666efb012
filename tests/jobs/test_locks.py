"""Locks between threads: each has opened the file itself, as another process would."""

import errno
import fcntl
import os
import threading
import time
from pathlib import Path

import pytest

from galaxybench.jobs import locks


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "POLL_SECONDS", 0.01)


def test_one_at_a_time_and_nothing_is_left(tmp_path: Path) -> None:
    path, inside, most = tmp_path / "new/lock", [], []

    def work(number: int) -> None:
        with locks.held(path, lambda: None):
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.02)
            inside.remove(number)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8
    assert not list((tmp_path / "new").iterdir())


def test_waiting_is_said_at_once_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "REMIND_SECONDS", 0.0)
    said = []
    with locks.held(tmp_path / "lock", lambda: said.append("free")) as (_, waited):
        assert not waited
    other = (tmp_path / "lock").open("w")
    assert locks.lock(other)

    def say() -> None:
        said.append("waiting")
        if len(said) == 3:
            other.close()

    with locks.held(tmp_path / "lock", say) as (_, waited):
        assert waited
    assert said == ["waiting"] * 3
    reminder = locks.Reminder(lambda: said.append("more"))
    monkeypatch.setattr(locks, "REMIND_SECONDS", 600.0)
    for _ in range(3):
        reminder.wait(0)
    assert said.count("more") == 1


def test_a_shared_lock_keeps_an_exclusive_one_out(tmp_path: Path) -> None:
    files = [(tmp_path / "lock").open("a") for _ in range(3)]
    assert locks.lock(files[0], fcntl.LOCK_SH)
    assert locks.lock(files[1], fcntl.LOCK_SH)
    assert not locks.lock(files[2])
    files[0].close()
    files[1].close()
    assert locks.lock(files[2])
    files[2].close()


def test_a_file_system_without_locks_grants_them_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(file: object, kind: int) -> None:
        raise OSError(number, "no locks")

    monkeypatch.setattr(fcntl, "flock", refuse)
    number = errno.ENOLCK
    with locks.held(tmp_path / "lock", lambda: None) as (_, waited):
        assert not waited
    assert f"{tmp_path / 'lock'} has no locks" in caplog.text
    number = errno.EIO
    with pytest.raises(OSError, match="no locks"):
        locks.lock((tmp_path / "lock").open("a"))


def test_a_private_folder_is_made_and_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "locks"
    for _ in range(2):
        locks.make_private(folder)
        assert folder.stat().st_mode & 0o7777 == 0o700
        folder.chmod(0o777)


def test_nothing_else_in_place_of_a_private_folder_is_used(tmp_path: Path) -> None:
    theirs, folder = tmp_path / "theirs", tmp_path / "locks"
    theirs.mkdir(mode=0o755)
    for target in (theirs, tmp_path / "nothing"):
        folder.symlink_to(target)
        with pytest.raises(PermissionError, match=f"{folder}: is a link.*set TMPDIR"):
            locks.make_private(folder)
        folder.unlink()
    folder.touch()
    with pytest.raises(PermissionError, match="no folder"):
        locks.make_private(folder)
    assert theirs.stat().st_mode & 0o777 == 0o755
    assert not (tmp_path / "nothing").exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give a folder away")
def test_another_users_folder_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "locks"
    folder.mkdir()
    os.chown(folder, 65534, 65534)
    with pytest.raises(PermissionError, match="of another user"):
        locks.make_private(folder)
    assert folder.stat().st_uid == 65534


@pytest.mark.parametrize("kind", ["link", "dangling", "pipe", "folder"])
def test_a_lock_file_is_a_plain_file(tmp_path: Path, kind: str) -> None:
    path, victim = tmp_path / "lock", tmp_path / "victim"
    victim.write_text("precious")
    {
        "link": lambda: path.symlink_to(victim),
        "dangling": lambda: path.symlink_to(tmp_path / "new"),
        "pipe": lambda: os.mkfifo(path),
        "folder": path.mkdir,
    }[kind]()
    with pytest.raises(PermissionError, match=f"{path}: is a link.*delete it"):
        with locks.held(path, lambda: None):
            pass
    assert victim.read_text() == "precious"
    assert not (tmp_path / "new").exists()
