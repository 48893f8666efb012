"""The reason of a failure, from the end of a job's log."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from galaxybench.workflow import log_ends
from galaxybench.workflow.log_ends import LONGEST, NOTHING_LOGGED, TAIL, reason

STACK = """Traceback (most recent call last):
  File "train_model.py", line 51, in <module>
    train(spec)
    ^^^^^^^^^^^
  File "lenet5.py", line 9, in build
    raise ValueError(
"""
LINE = "2026-01-01 10:00:00,000 INFO galaxybench.training.epochs: epoch 3/9: loss 2.9"


KILLED = "it was killed, or ended without an error message"
CRASH = "Fatal Python error: Aborted"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{LINE}\n{STACK}ValueError: no layer\n", "ValueError: no layer"),
        (f"{STACK}ValueError: no layer\nof 2 x 2\n", "ValueError: no layer of 2 x 2"),
        (f"{STACK}ValueError: no layer\nError: no layer\n", "no layer"),
        (f"{STACK}ValueError: no\nlayer\nError: no\nlayer\n", "no layer"),
        (f"{STACK}ValueError: no layer\n{LINE}\n", "ValueError: no layer"),
        (f"{STACK}KeyError: 1\n\nDuring it:\n\n{STACK}OSError: 2\n", "OSError: 2"),
        (f"{LINE}\n{CRASH}\n\nThread 0x1:\n", CRASH),
        (f"10 %\r20 %\n{LINE}\n", f"{KILLED}, after: {LINE}"),
        (STACK, f"{KILLED}, after:     raise ValueError("),
        ("\n\n", KILLED),
        ("", NOTHING_LOGGED),
    ],
)
def test_the_message_of_the_last_error_is_the_reason(tmp_path, text, expected):
    log = tmp_path / "seed-0.log"
    log.write_text(text)
    assert reason(str(log), since=0) == expected


def test_only_the_end_of_a_long_log_is_read_and_a_long_message_is_cut(tmp_path):
    log = tmp_path / "seed-0.log"
    log.write_bytes(b"\xff" * TAIL + f"\n{STACK}ValueError: {'x' * 999}\n".encode())
    found = reason(str(log), since=0)
    assert found.startswith("ValueError: xxx") and found.endswith("x...")
    assert len(found) == LONGEST


def test_the_log_of_an_earlier_job_is_not_read(tmp_path):
    log = tmp_path / "seed-0.log"
    log.write_text(f"{STACK}ValueError: of yesterday\n")
    now = time.time()
    os.utime(log, (now - 9, now - 9))
    assert reason(str(log), since=now) == NOTHING_LOGGED
    assert reason(str(tmp_path / "none.log"), since=0) == NOTHING_LOGGED
    assert reason(None, since=0) == NOTHING_LOGGED


def test_the_message_that_a_job_writes_for_users_is_the_reason(tmp_path):
    script, log = tmp_path / "script.py", tmp_path / "script.log"
    script.write_text(f"""
from galaxybench.jobs import job_log
job_log.start({str(log)!r})
print("working")
raise ValueError("images.fits: cut: copy it again")
""")
    folder = Path(log_ends.__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, str(script)], env={**os.environ, "PYTHONPATH": str(folder)}
    )
    assert ended.returncode == 1
    assert log_ends.reason(str(log), since=0) == "images.fits: cut: copy it again"
