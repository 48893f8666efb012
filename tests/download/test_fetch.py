"""Where a file comes from, and how it is proved."""

import errno
import fcntl
import hashlib
import json
import os
import platform
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from galaxybench.download.fetch import DownloadError, fetch, record, verify
from tests.helpers.download_setup import (
    CONTENT,
    HALF,
    OTHER,
    SCRIPTS,
    asked,
    description,
    is_complete,
    sha256,
)
from tests.helpers.loopback import Answer


def test_one_request_brings_the_file(server, target):
    assert fetch(description(server), "mnist", target) == target
    assert is_complete(target)
    assert asked(server) == [("a", None, 200)]


def test_a_file_put_in_place_by_hand_is_accepted_without_any_request(server, target):
    target.parent.mkdir()
    target.write_bytes(CONTENT)
    file = description(server)
    fetch(file | {"sha256": file["sha256"].upper()}, "mnist", target)
    assert is_complete(target)
    assert server.requests == []


def test_a_wrong_file_in_place_is_moved_aside(server, target, caplog):
    target.parent.mkdir()
    target.write_bytes(OTHER)
    fetch(description(server), "mnist", target)
    assert target.read_bytes() == CONTENT
    kept = target.with_name(f"images.gz.bad-{sha256(OTHER)[:8]}")
    assert kept.read_bytes() == OTHER
    assert kept.name in caplog.text


@pytest.mark.parametrize("kind", ["folder", "file", "http"])
def test_the_mirror_is_asked_first(server, target, tmp_path, kind):
    folder = tmp_path / "a mirror"
    (folder / "mnist").mkdir(parents=True)
    (folder / "mnist" / "images.gz").write_bytes(CONTENT)
    server.files["/m/mnist/images.gz"] = CONTENT
    mirror = {
        "folder": str(folder),
        "file": folder.as_uri(),
        "http": f"{server.url}/m/",
    }
    fetch(description(server), "mnist", target, mirror=mirror[kind])
    assert is_complete(target)
    paths = [request.path for request in server.requests]
    assert paths == (["/m/mnist/images.gz"] if kind == "http" else [])


def test_what_the_mirror_lacks_comes_from_the_official_address(
    server, target, tmp_path
):
    fetch(description(server), "mnist", target, mirror=str(tmp_path))
    assert is_complete(target)
    assert asked(server) == [("a", None, 200)]


def test_a_wrong_file_of_the_mirror_is_named(server, target, tmp_path):
    (tmp_path / "mnist").mkdir()
    (tmp_path / "mnist" / "images.gz").write_bytes(OTHER)
    file = description(server) | {"urls": []}
    with pytest.raises(DownloadError, match=f"{tmp_path}/mnist/images.gz: wrong check"):
        fetch(file, "mnist", target, mirror=str(tmp_path))
    assert (tmp_path / "mnist" / "images.gz").read_bytes() == OTHER


KILLED = """
import json, sys
from pathlib import Path
from galaxybench.download.fetch import fetch
fetch(json.loads(sys.argv[1]), "mnist", Path(sys.argv[2]))
"""


def test_a_killed_process_is_resumed_by_the_next(server, target):
    never = threading.Event()
    file = description(server)
    server.script("/a/images.gz", Answer(drop_after=HALF, wait=never))
    command = [sys.executable, "-c", KILLED, json.dumps(file), target]
    killed = subprocess.Popen(command, env={"PYTHONPATH": str(SCRIPTS)})
    part = target.with_name("images.gz.part")
    deadline = time.monotonic() + 30
    while not (part.exists() and part.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    never.set()
    kept = part.stat().st_size
    assert 0 < kept <= HALF
    subprocess.run(command, env={"PYTHONPATH": str(SCRIPTS)}, check=True, timeout=60)
    assert is_complete(target)
    assert asked(server)[1:] == [("a", f"bytes={kept}-", 206)]
    assert server.requests[1].sent == len(CONTENT) - kept


def test_two_at_once_fetch_the_file_once(server, target):
    release = threading.Event()
    server.script("/a/images.gz", Answer(drop_after=HALF, wait=release))
    file = description(server)
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(fetch, file, "mnist", target) for _ in range(4)]
        time.sleep(0.3)
        release.set()
        assert [job.result(30) for job in waiting] == [target] * 4
    assert is_complete(target)
    assert asked(server) == [("a", None, 200), ("a", f"bytes={HALF}-", 206)]


def test_without_locks_each_process_has_partial_data_of_its_own(
    server, target, monkeypatch
):
    def refuse(file: object, kind: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", refuse)
    server.script("/a/images.gz", *[Answer(drop_after=60_000)] * 2)
    with pytest.raises(DownloadError):
        fetch(description(server), "mnist", target, attempts=1)
    [part, note] = sorted(path.name for path in target.parent.glob("*.part*"))
    assert part == f"images.gz.{platform.node()}-{os.getpid()}.part"
    assert note == f"{part}.json"
    fetch(description(server), "mnist", target)
    assert is_complete(target)


def test_a_full_disk_is_told_with_the_name_of_the_file(server, target):
    target.parent.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", target.parent]
    try:
        done = subprocess.run(mount, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("there is no mount command here")
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        with pytest.raises(OSError, match="No space left.*free some") as raised:
            fetch(description(server), "mnist", target)
        assert raised.value.filename == f"{target}.part"
        done = subprocess.run(["mount", "-o", "remount,size=1m", target.parent])
        fetch(description(server), "mnist", target)
        assert is_complete(target)
    finally:
        subprocess.run(["umount", target.parent], check=True)


def test_a_log_file_gets_whole_lines_of_progress(server, target, capsys):
    fetch(description(server), "mnist", target)
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1].startswith("images.gz: 100%")
    assert "300k/300k" in lines[-1]
    assert all(line.startswith("images.gz:") for line in lines)


def test_verify(tmp_path):
    path = tmp_path / "file"
    for kind in ("sha256", "md5"):
        right, wrong = (
            {"name": "file", kind: hashlib.new(kind, content).hexdigest().upper()}
            for content in (CONTENT, OTHER)
        )
        path.unlink(missing_ok=True)
        assert not verify(path, right)
        path.write_bytes(CONTENT)
        assert verify(path, right)
        assert not verify(path, wrong)


def test_the_better_of_two_checksums_counts(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    assert verify(path, {"name": "file", "md5": "0", "sha256": sha256(CONTENT)})


def test_a_file_without_a_checksum_is_refused(server, target):
    file = description(server)
    del file["sha256"]
    with pytest.raises(ValueError, match=r"images\.gz: no checksum is declared"):
        fetch(file, "mnist", target)
    assert server.requests == []


def test_a_file_may_be_proved_by_its_md5(server, target, tmp_path):
    file = description(server)
    del file["sha256"]
    right, wrong = (hashlib.md5(c).hexdigest() for c in (CONTENT, OTHER))
    fetch(file | {"md5": right}, "mnist", target)
    assert is_complete(target)
    assert json.loads(record(target, file | {"md5": right}).read_text()) == {
        "name": "images.gz",
        "md5": right,
        "size": 300_000,
    }
    server.files["/a/images.gz"] = OTHER
    expected = f"expected md5 {right}, got {wrong} .*at .*{right}"
    with pytest.raises(DownloadError, match=f"(?s){expected}"):
        fetch(file | {"md5": right}, "mnist", tmp_path / "other.gz")


def test_the_record_of_a_file_is_always_the_same(server, target):
    target.parent.mkdir()
    target.write_bytes(CONTENT)
    path = record(target, description(server))
    assert path == target.with_name("images.gz.verified")
    first = path.read_bytes()
    assert json.loads(first) == {
        "name": "images.gz",
        "sha256": sha256(CONTENT),
        "size": 300_000,
    }
    path.unlink()
    assert record(target, description(server, "/b/images.gz")).read_bytes() == first


@pytest.mark.real_data
def test_fashion_mnist_from_the_mirror(shared_data, tmp_path):
    file = {
        "name": "t10k-labels-idx1-ubyte.gz",
        "urls": [],
        "sha256": "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    }
    target = tmp_path / file["name"]
    fetch(file, "fashion_mnist", target, mirror=str(shared_data / "mirror"))
    assert target.stat().st_size == 5148
