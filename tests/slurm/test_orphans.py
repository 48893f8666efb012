"""What a Snakemake leaves behind that is killed, and what its restart makes of it."""

import os
import signal

import pytest

from sandbox.slurm_cluster import wait_for
from tests.slurm.conftest import RUN, TRAINING

pytestmark = [pytest.mark.slurm, pytest.mark.slow]
MODEL = RUN.format("orphan") + "/model.keras"


def test_an_orphan_and_the_restart_train_a_run_once(again):
    before = len(again.cluster.jobs("train_model"))
    again.begin(MODEL)
    wait_for(lambda: again.midway("orphan"), "the training", 180)
    again.process.kill()
    again.process.wait()
    orphan = again.trainer("orphan")
    job, _ = again.cluster.running(TRAINING)["orphan"]
    # Or it would have ended before the second job begins.
    os.kill(orphan, signal.SIGSTOP)

    locked = again.workflow.snakemake(MODEL, "--cores", "1", check=False)
    assert "--unlock" in locked.stdout
    again.workflow.snakemake("--unlock")
    again.begin(MODEL)
    held = f"held by process {orphan} on "
    wait_for(lambda: held in again.log("orphan"), "the second job", 180)
    os.kill(orphan, signal.SIGCONT)
    again.end()

    assert f", SLURM job {job}, " in again.log("orphan")
    assert "the other job has finished this run" in again.log("orphan")
    assert again.description("orphan")["resumed_from_epoch"] is None
    assert len(again.cluster.jobs("train_model")) == before + 2
