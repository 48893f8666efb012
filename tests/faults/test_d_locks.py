"""Two workflows in one folder: neither damages the work of the other."""

import json
import subprocess
import sys
import threading
import time

import pytest

from sandbox.workflow_copy import ROOT
from tests.helpers.download_setup import CONTENT, HALF, description, is_complete
from tests.helpers.loopback import Answer, serve

SAYS = "add --nolock to this command"
CLASSIFY = (
    "classify", "--cores", "1", "--config",
    "model=sky/part/short/dense/seed-0", "images=photos",
)  # fmt: skip
MODEL = "results/runs/sky/part/short/dense/seed-0/model.keras"


def test_classify_beside_a_workflow_tells_of_nolock(planned):
    """Snakemake itself advises --unlock, which takes the lock from the other one."""
    case = planned({}, *CLASSIFY, dry=False)
    (case.folder / "photos").mkdir()
    (case.folder / "photos/a.png").touch()
    lock = case.folder / ".snakemake/locks/0.output.lock"
    lock.parent.mkdir(parents=True)
    lock.write_text(f"{MODEL}\n")
    case.refused("cannot be locked", "add --nolock", "Do not use --unlock")
    said = planned({}, "--nolock", *CLASSIFY).passes("classify_images")
    assert "another Snakemake" not in said.terminal


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["watch_tiny"], True), (["--nolock", "watch_tiny"], False), (["tiny"], False)],
)
def test_only_what_may_run_beside_it_is_told_of_nolock(planned, arguments, told):
    case = planned({}, *arguments)
    assert SAYS not in case.passes().terminal
    lock = case.folder / ".snakemake/locks/0.output.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.touch()
    assert (SAYS in case.passes().terminal) == told


FETCH = """
import json, sys
from pathlib import Path
from galaxybench.download.fetch import fetch
from galaxybench.jobs import locks
locks.POLL_SECONDS = 0.05
fetch(json.loads(sys.argv[1]), "mnist", Path(sys.argv[2]))
"""
REPLACE = """
import sys, time
from pathlib import Path
from galaxybench.files import replacing
path, letter = Path(sys.argv[1]), sys.argv[2]
for _ in range(60):
    with replacing(path) as partial, partial.open("w") as file:
        for _ in range(20):
            file.write(letter * 1000)
            file.flush()
"""


def start(code, *arguments):
    environment = {"PYTHONPATH": str(ROOT / "scripts"), "NO_PROXY": "127.0.0.1"}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, env=environment)


@pytest.mark.parametrize("processes", [2, 4])
def test_two_downloads_of_one_file_are_one(tmp_path, processes):
    """Those that come later wait, and find the file in place."""
    release = threading.Event()
    with serve({"/a/images.gz": CONTENT}) as server:
        server.script("/a/images.gz", Answer(drop_after=HALF, wait=release))
        arguments = json.dumps(description(server)), tmp_path / "raw/images.gz"
        running = [start(FETCH, *arguments) for _ in range(processes)]
        while not server.requests:
            time.sleep(0.05)
        time.sleep(1)
        release.set()
        assert [process.wait(60) for process in running] == [0] * processes
        assert [request.status for request in server.requests] == [200, 206]
    assert is_complete(tmp_path / "raw/images.gz")


def test_two_writers_of_one_output_leave_one_of_theirs(tmp_path):
    path = tmp_path / "table.csv"
    running = [start(REPLACE, path, letter) for letter in "ab"]
    seen = set()
    while any(process.poll() is None for process in running):
        if path.exists():
            seen.add(path.read_text())
    assert [process.wait() for process in running] == [0, 0]
    assert seen | {path.read_text()} <= {"a" * 20_000, "b" * 20_000}
    assert list(tmp_path.iterdir()) == [path]
