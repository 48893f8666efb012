"""What `snakemake doctor` says of a cluster."""

import pytest

from sandbox.slurm_cluster import slurm

pytestmark = [pytest.mark.slurm, pytest.mark.slow]


def report(submitted):
    return (submitted.workflow.folder / "results/doctor/report.txt").read_text()


def test_the_doctor_tells_what_jobs_found(experiment):
    submitted, _ = experiment
    text = report(submitted)
    assert "ok  partitions: cpu (default), gpu (gpu:fake:2)" in text
    for name in ("CPU", "GPU"):
        assert f"ok  {name} job: started after " in text
        assert f"ok  {name} job: reads and writes {submitted.workflow.folder}" in text
    # The GPUs are fake, and it says so.
    assert "NO  GPU: the job has GPU 0, but tensorflow sees none" in text
    assert text in submitted.said.read_text()


def test_the_doctor_tells_of_a_job_that_never_starts_and_ends(again):
    slurm("scontrol", "update", "NodeName=gpu[1-2]", "State=DRAIN", "Reason=test")
    try:
        again.begin("doctor", "--set-resources", "doctor_report:runtime=1")
        assert again.process.wait(timeout=300) == 1
    finally:
        slurm("scontrol", "update", "NodeName=gpu[1-2]", "State=RESUME")
    assert "ok  CPU job: started after " in report(again)
    assert "did not start within 1 min (PENDING, " in report(again)
    assert slurm("squeue", "--noheader") == ""
