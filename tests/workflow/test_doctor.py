"""`snakemake doctor` on one machine."""

import pytest

from sandbox.workflow_copy import copy_workflow


@pytest.mark.slow
def test_the_doctor_reports_and_is_asked_anew_every_time(tmp_path):
    workflow = copy_workflow(tmp_path / "copy")
    # One core alone: the report must not wait for jobs that wait for its core.
    said = workflow.snakemake("--cores", "1", "doctor").stdout
    for name in ("CPU", "GPU"):
        assert f"ok  {name} job: reads and writes {workflow.folder}" in said
        assert f"ok  {name} job: the packages of " in said
    jobs = ("doctor_ask", "doctor_cpu", "doctor_gpu", "doctor_report")
    assert workflow.planned("doctor") == dict.fromkeys(("doctor", *jobs), 1)
