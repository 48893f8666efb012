"""The PBS profile, with stand-ins for qsub, qstat and qdel: no PBS has seen it."""

import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from sandbox.workflow_copy import copy_workflow

ROOT = Path(__file__).resolve().parents[2]
PROFILE = ROOT / "profiles" / "pbs"
CONFIG = """
datasets:
  few: {source: simulated_galaxies, images: 120, size: 32, seed: 3}
"""
SPLIT = "data/splits/few/holdout/split.json"
OPTIONS = ["--workflow-profile", "profiles/pbs", "--latency-wait", "5"]
FAIL_ONCE = """
from pathlib import Path
if not Path("failed").exists():
    Path("failed").touch()
    raise SystemExit(1)
"""
NEVER_END = """
import time
from pathlib import Path
Path("started").touch()
time.sleep(600)
"""
with_plugin = pytest.mark.skipif(
    not importlib.util.find_spec("snakemake_executor_plugin_cluster_generic"),
    reason="the generic plugin is not installed (make venv GENERIC=1)",
)


@pytest.fixture
def jobs(tmp_path, monkeypatch) -> Path:
    """The folder of the stand-ins' jobs, with the stand-ins in the PATH."""
    folder = tmp_path / "jobs"
    folder.mkdir()
    monkeypatch.setenv("FAKE_PBS", str(folder))
    path = os.pathsep.join([str(ROOT / "tests" / "fake_pbs"), os.environ["PATH"]])
    monkeypatch.setenv("PATH", path)
    return folder


def copy_with(folder: Path, script: str):
    """A copy of the workflow whose import begins with these lines."""
    workflow = copy_workflow(folder, CONFIG)
    importing = workflow.folder / "scripts" / "import_dataset.py"
    importing.write_text(script + importing.read_text())
    return workflow


def asked(job: Path) -> str:
    """The arguments of qsub, the requests one after the other."""
    return " ".join((job / "asked").read_text().split()).replace(" -l ", " ")


def test_it_differs_from_the_slurm_profile_in_what_names_the_cluster():
    pbs, slurm = (
        yaml.safe_load((PROFILE.parent / name / "config.yaml").read_text())
        for name in ("pbs", "slurm")
    )
    same = "rerun-triggers rerun-incomplete keep-going retries latency-wait jobs"
    for key in same.split():
        assert pbs[key] == slurm[key], key


def test_a_card_and_a_time_limit_are_asked_for(jobs, tmp_path):
    script = tmp_path / "job.sh"
    script.write_text("true\n")
    for cards in "01":
        command = [PROFILE / "submit", "4", "8000", "90", cards, "-q", "long", script]
        subprocess.run(command, cwd=tmp_path, check=True)
    alone, with_card = asked(jobs / "1.fake"), asked(jobs / "2.fake")
    assert alone.endswith(
        f" select=1:ncpus=4:mem=8000mb walltime=5400 -q long {script}"
    )
    assert " select=1:ncpus=4:mem=8000mb:ngpus=1 walltime=5400 " in with_card


@pytest.mark.parametrize(
    ("shown", "code", "status"),
    [
        ("    job_state = Q", 0, "running"),
        ("    job_state = E\n    Exit_status = 0", 0, "running"),
        ("    job_state = F\n    Exit_status = 0", 0, "success"),
        ("    job_state = F\n    Exit_status = 271", 0, "failed"),
        ("    job_state = F", 0, "failed"),  # deleted while it waited
        ("", 153, "failed"),  # unknown to the server
        ("", 1, "running"),  # the server does not answer
        ("", 36, ""),  # the server keeps no history: Snakemake stops
    ],
)
def test_the_status_of_a_job(tmp_path, shown, code, status):
    qstat = tmp_path / "qstat"
    qstat.write_text(f"#!/bin/sh\necho 'Job Id: 7\n{shown}'\nexit {code}\n")
    qstat.chmod(0o755)
    found = subprocess.run(
        [PROFILE / "status", "7"],
        env={"PATH": os.pathsep.join([str(tmp_path), os.environ["PATH"]])},
        capture_output=True,
        text=True,
    )
    assert found.stdout.strip() == status
    assert (found.returncode == 0) == bool(status)


@with_plugin
@pytest.mark.slow
def test_a_job_that_failed_is_submitted_again_with_more_memory_and_time(tmp_path, jobs):
    workflow = copy_with(tmp_path / "copy", FAIL_ONCE)
    workflow.snakemake(*OPTIONS, "--seconds-between-status-checks", "1", SPLIT)
    assert (workflow.folder / SPLIT).is_file()
    first, second, split = (
        re.findall(r"ncpus=(\d+):mem=(\d+)mb walltime=(\d+)", asked(jobs / f"{n}.fake"))
        for n in (1, 2, 3)
    )
    [(cores, memory, seconds)], [again] = first, second
    assert again == (cores, str(2 * int(memory)), str(2 * int(seconds)))
    assert len(split) == 1


# What is started in the background is deaf to Ctrl-C, unless it says otherwise.
LISTENING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from snakemake.cli import main; main()"
)


@with_plugin
@pytest.mark.slow
def test_ctrl_c_deletes_the_jobs(tmp_path, jobs):
    workflow = copy_with(tmp_path / "copy", NEVER_END)
    # Ctrl-C in the middle of a status check would find no job to delete.
    options = [*OPTIONS, "--seconds-between-status-checks", "20"]
    command = [sys.executable, "-c", LISTENING, *options, SPLIT]
    command += ["--configfile", str(workflow.config)]
    running = subprocess.Popen(command, cwd=workflow.folder)
    try:
        while not (workflow.folder / "started").exists():
            assert running.poll() is None
            time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        assert running.wait(120)
    finally:
        running.kill()
    assert (jobs / "1.fake" / "exit").read_text() == "271\n"
