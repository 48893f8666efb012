"""Cards are pretended by CUDA_VISIBLE_DEVICES: no test needs one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from galaxybench.jobs import gpu_slots

SCRIPTS = Path(gpu_slots.__file__).parents[2]
JOB = """
import sys, time
from pathlib import Path
from galaxybench.jobs import gpu_slots, locks
gpu_slots.FOLDER, locks.POLL_SECONDS = Path(sys.argv[1]), 0.02
print(",".join(gpu_slots.claim(int(sys.argv[2]))), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(
    ("resources", "count"),
    [
        ({"gpu": 1}, 1),
        ({"gpu": 0}, 0),
        ({}, 0),
        ({"gres": "gpu"}, 1),
        ({"gres": "gpu:2"}, 2),
        ({"gres": "gpu:a100"}, 1),
        ({"gres": "gpu:a100:4"}, 4),
    ],
)
def test_a_job_asks_for_cards_by_either_resource(resources, count):
    assert gpu_slots.asked(SimpleNamespace(**resources)) == count


class Jobs:
    """Processes that claim cards and hold them until they are told to end."""

    def __init__(self, folder):
        self.folder, self.started = folder, []

    def start(self, cards, count=1, **environment):
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("SLURM_")},
            "PYTHONPATH": str(SCRIPTS),
            "CUDA_VISIBLE_DEVICES": cards,
            **environment,
        }
        job = subprocess.Popen(
            [sys.executable, "-c", JOB, str(self.folder), str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        self.started.append(job)
        return job

    def held(self, job):
        return job.stdout.readline().strip()


@pytest.fixture
def jobs(tmp_path):
    jobs = Jobs(tmp_path / "locks")
    yield jobs
    for job in jobs.started:
        job.kill()
        job.communicate()


def is_waiting(job, seconds=0.5):
    """Whether a job has not been given its cards after some time."""
    os.set_blocking(job.stdout.fileno(), False)
    time.sleep(seconds)
    waits = job.stdout.readline() == ""
    os.set_blocking(job.stdout.fileno(), True)
    return waits


@pytest.mark.parametrize("cards", [["0", "1"], ["0", "1", "2", "3"]])
def test_jobs_side_by_side_get_a_card_each(jobs, cards):
    running = [jobs.start(",".join(cards)) for _ in cards]
    assert sorted(jobs.held(job) for job in running) == cards


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_the_card_of_a_job_that_crashed_comes_free(jobs, end):
    first, second = jobs.start("0,1"), jobs.start("0,1")
    lost, kept = jobs.held(first), jobs.held(second)
    third = jobs.start("0,1")
    assert is_waiting(third)
    first.send_signal(end)
    first.wait()
    assert jobs.held(third) == lost != kept


def test_two_jobs_that_want_all_cards_take_turns(jobs):
    first, second = jobs.start("0,1", 2), jobs.start("0,1", 2)
    both = {first, second}
    while not (done := [job for job in both if not is_waiting(job, 0.1)]):
        assert all(job.poll() is None for job in both)
    [holder] = done
    [other] = both - {holder}
    assert is_waiting(other)
    holder.terminate()
    assert jobs.held(other) == "0,1"


def test_only_cards_that_the_user_allows_are_handed_out(jobs):
    assert jobs.held(jobs.start("GPU-3f, GPU-9a")) == "GPU-3f"
    assert jobs.held(jobs.start("GPU-9a")) == "GPU-9a"


def test_slurm_jobs_that_each_call_their_card_0_do_not_wait(jobs):
    running = [jobs.start("0", SLURM_JOB_ID=number) for number in ("71", "72")]
    assert [jobs.held(job) for job in running] == ["0", "0"]


def test_shared_cards_are_taken_evenly_and_no_further(jobs):
    running = [jobs.start("0,1", GALAXYBENCH_JOBS_PER_GPU="2") for _ in range(2)]
    assert sorted(jobs.held(job) for job in running) == ["0", "1"]
    more = [jobs.start("0,1", GALAXYBENCH_JOBS_PER_GPU="2") for _ in range(2)]
    assert sorted(jobs.held(job) for job in more) == ["0", "1"]
    last = jobs.start("0,1", GALAXYBENCH_JOBS_PER_GPU="2")
    assert is_waiting(last)
    running[0].kill()
    assert jobs.held(last) in ("0", "1")


def test_a_job_on_two_shared_cards_gets_two_different_ones(jobs):
    alone = jobs.start("0,1", GALAXYBENCH_JOBS_PER_GPU="2")
    assert jobs.held(alone) == "0"
    both = jobs.start("0,1", 2, GALAXYBENCH_JOBS_PER_GPU="2")
    assert sorted(jobs.held(both).split(",")) == ["0", "1"]


def test_who_wants_a_card_alone_shares_it_with_nobody(jobs):
    alone = jobs.start("0")
    assert jobs.held(alone) == "0"
    sharing = jobs.start("0", GALAXYBENCH_JOBS_PER_GPU="2")
    assert is_waiting(sharing)
    alone.kill()
    assert jobs.held(sharing) == "0"
    assert is_waiting(jobs.start("0"))


@pytest.mark.parametrize("said", ["0", "two", "1.5", ""])
def test_a_share_that_is_no_number_is_refused(monkeypatch, said):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    monkeypatch.setenv("GALAXYBENCH_JOBS_PER_GPU", said)
    with pytest.raises(ValueError, match=f"JOBS_PER_GPU: got '{said}'"):
        gpu_slots.claim(1)


def test_only_a_card_that_is_not_shared_is_ones_own(jobs, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    monkeypatch.setattr(gpu_slots, "FOLDER", jobs.folder)
    monkeypatch.setattr(gpu_slots, "_held", {})
    gpu_slots.claim(1)
    assert gpu_slots.own() == ["0"]
    monkeypatch.setenv("GALAXYBENCH_JOBS_PER_GPU", "2")
    assert gpu_slots.own() == []


def test_memory_grows_unless_the_user_says_otherwise(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    monkeypatch.delenv("TF_FORCE_GPU_ALLOW_GROWTH", raising=False)
    monkeypatch.setenv("XLA_PYTHON_CLIENT_PREALLOCATE", "true")
    gpu_slots.claim(1)
    assert os.environ["TF_FORCE_GPU_ALLOW_GROWTH"] == "true"
    assert os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] == "true"


def test_a_job_that_asks_for_no_card_sees_none(jobs, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1")
    monkeypatch.setattr(gpu_slots, "FOLDER", jobs.folder)
    assert gpu_slots.claim(0) == []
    assert os.environ["CUDA_VISIBLE_DEVICES"] == ""


@pytest.mark.parametrize(
    ("value", "cards"),
    [("2,0", ["2", "0"]), ("", []), ("-1", []), ("0,-1,1", ["0"]), ("0,,1", ["0"])],
)
def test_the_variable_is_read_as_cuda_reads_it(monkeypatch, value, cards):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", value)
    assert gpu_slots.cards() == cards


def test_a_machine_with_too_few_cards_says_so(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    with pytest.raises(ValueError, match="requests 2 GPUs and may use 1"):
        gpu_slots.claim(2)


def test_a_machine_without_cards_has_nothing_to_hand_out(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert gpu_slots.claim(1) == []
