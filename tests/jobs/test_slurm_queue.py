"""The words for a job that leaves nothing, with commands that play SLURM."""

import json
from pathlib import Path

import pytest

from galaxybench.jobs import slurm_queue


@pytest.fixture
def slurm(tmp_path, monkeypatch):
    """Put a command of SLURM into the path that says what it is told to."""
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(slurm_queue, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(slurm_queue, "GRACE_SECONDS", 0.2)
    (tmp_path / "bin").mkdir()

    def says(command: str, text: str) -> None:
        said = tmp_path / "bin" / f"{command}.said"
        said.write_text(text)
        script = f'#!/bin/sh\necho "$@" >>{said}.asked\ncat {said}\n'
        (tmp_path / "bin" / command).write_text(script)
        (tmp_path / "bin" / command).chmod(0o755)

    return says


def queued(state, reason="None", rule="doctor_gpu", folder=None):
    return f"7|{state}|{reason}|rule_{rule}|{folder or Path.cwd()}\n"


def test_partitions_are_told_with_their_cards(slurm):
    slurm("sinfo", "cpu*|(null)\ngpu|gpu:a100:4\ngpu|(null)\n")
    assert slurm_queue.partitions() == [
        {"name": "cpu", "default": True, "cards": ""},
        {"name": "gpu", "default": False, "cards": "gpu:a100:4"},
    ]


def test_a_machine_without_slurm_has_no_partitions(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert slurm_queue.partitions() is None


def test_what_a_job_wrote_is_read_and_an_earlier_answer_is_not(slurm, tmp_path):
    slurm("squeue", "")
    file = tmp_path / "gpu.json"
    file.write_text(json.dumps({"asked": "now", "host": "node1"}))
    assert slurm_queue.wait("doctor_gpu", file, "now", 1)["host"] == "node1"
    assert "lost" in slurm_queue.wait("doctor_gpu", file, "later", 1)


def test_a_job_that_was_refused_is_told(slurm, tmp_path):
    others = queued("RUNNING", rule="doctor_cpu") + queued("RUNNING", folder="/other")
    slurm("squeue", others)
    lost = slurm_queue.wait("doctor_gpu", tmp_path / "none", "now", 1)["lost"]
    assert "sbatch refused" in lost


def test_a_job_that_never_starts_is_cancelled_and_told(slurm, tmp_path):
    slurm("squeue", queued("PENDING", "Resources"))
    slurm("scancel", "")
    lost = slurm_queue.wait("doctor_gpu", tmp_path / "none", "now", 0.005)["lost"]
    assert "PENDING, Resources" in lost
    assert "doctor_report:runtime" in lost
    assert (tmp_path / "bin/scancel.said.asked").read_text() == "7\n"


def test_a_job_that_runs_on_is_not_cancelled(slurm, tmp_path):
    slurm("squeue", queued("RUNNING"))
    lost = slurm_queue.wait("doctor_gpu", tmp_path / "none", "now", 0.005)["lost"]
    assert "wrote nothing" in lost


def test_a_job_that_ended_and_left_nothing_is_told_with_its_log(slurm, tmp_path):
    slurm("squeue", queued("RUNNING"))
    # It leaves the queue when it has been seen there.
    (tmp_path / "bin/squeue").write_text(
        f"#!/bin/sh\ncat {tmp_path}/bin/squeue.said\n>{tmp_path}/bin/squeue.said\n"
    )
    lost = slurm_queue.wait("doctor_gpu", tmp_path / "none", "now", 1)["lost"]
    assert "results/logs/slurm/rule_doctor_gpu/7.log" in lost
