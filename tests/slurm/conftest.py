"""One cluster for all tests of this folder, and one experiment that has hard times."""

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from sandbox.slurm_cluster import Cluster, missing, slurm, wait_for
from sandbox.workflow_copy import Workflow, copy_workflow

RECIPES = ("a", "b", "c", "d", "e")
"""They differ in their names alone: what they train is to be alike."""
CONFIG = """
run: [tiny]
datasets: {few: {source: simulated_galaxies, images: 120, size: 32, seed: 1}}
recipes:
  a: &same {epochs: 40, batch_size: 16}
  b: *same
  c: *same
  d: *same
  e: *same
  orphan: *same
experiments:
  tiny:
    datasets: [few]
    splits: [holdout]
    models: [dense]
    recipes: [a, b, c, d, e]
    seeds: [0]
    gradcam: false
"""
PROFILE = (
    *("--workflow-profile", "profiles/slurm"),
    *("--slurm-partition-config", "profiles/slurm/partitions.yaml"),
    # For clusters of more than one machine they are longer.
    *("--slurm-init-seconds-before-status-checks", "4", "--latency-wait", "10"),
)
RUN = "results/runs/few/holdout/{}/dense/seed-0"
TRAINING = "rule_train_model_wildcards_few_holdout_(.*)_dense_0"
"""The comment of its job."""
MIDWAY = 3
"""Epochs after which a training counts as in its middle."""


@dataclass
class Submitted:
    """A Snakemake that submits jobs, and the trainings among them by their recipe.

    Attributes:
        said: file of what Snakemake says.
        process: Snakemake, once it has begun.
    """

    cluster: Cluster
    workflow: Workflow
    said: Path
    process: subprocess.Popen | None = None

    def begin(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "snakemake", *arguments, *PROFILE]
        command += ["--configfile", str(self.workflow.config)]
        with self.said.open("w") as file:
            self.process = subprocess.Popen(
                command, cwd=self.workflow.folder, stdout=file, stderr=file
            )

    def end(self) -> None:
        self.process.wait(timeout=900)
        assert self.process.returncode == 0, self.said.read_text()[-6000:]

    def made(self, recipe: str, file: str) -> Path:
        return self.workflow.folder / RUN.format(recipe) / file

    def description(self, recipe: str) -> dict:
        return json.loads(self.made(recipe, "run.json").read_text())

    def log(self, recipe: str) -> str:
        folder = self.workflow.folder / "results/logs/train_model/few/holdout"
        file = folder / recipe / "dense/seed-0.log"
        return file.read_text() if file.exists() else ""

    def trainer(self, recipe: str) -> int:
        """Process that trains now, or 0."""
        state = self.workflow.folder / f"results/state/few.holdout.{recipe}.dense.0"
        try:
            process = json.loads((state / "lock").read_text())["process"]
        except (OSError, ValueError):
            return 0
        return process if psutil.pid_exists(process) else 0

    def midway(self, recipe: str) -> bool:
        try:
            lines = self.made(recipe, "history.csv").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > MIDWAY and self.trainer(recipe) > 0


@pytest.fixture(scope="session")
def cluster():
    if reason := missing():
        pytest.skip(reason)
    with TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder))
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()


@pytest.fixture(scope="session")
def experiment(cluster, tmp_path_factory):
    """An experiment to which all happens that happens to jobs on a cluster.

    Returns:
        Submitted, and what happened -> the recipe that it happened to.
    """
    folder = tmp_path_factory.mktemp("experiment")
    workflow = copy_workflow(folder / "copy", CONFIG)
    # Without a message Snakemake says of each job what it asks for.
    for file in (workflow.folder / "rules").glob("*.smk"):
        text = file.read_text()
        file.write_text(re.sub(r"^    message:\n( {8}.*\n)+", "", text, flags=re.M))
    submitted = Submitted(cluster, workflow, folder / "said")
    # The first attempt gets less than Python needs.
    little = ("--set-resources", "import_dataset:mem_mb=200*attempt")
    submitted.begin("all", "doctor", *little)
    try:
        happened = hard_times(submitted)
        submitted.end()
    finally:
        submitted.process.kill()
    return submitted, happened


@pytest.fixture
def again(experiment, tmp_path):
    """One more Snakemake in the folder of the experiment."""
    submitted, _ = experiment
    again = replace(submitted, said=tmp_path / "said", process=None)
    yield again
    again.process.kill()


def hard_times(submitted: Submitted) -> dict[str, str]:
    """A node crashes, a job is cancelled, one requeued, one runs out of time."""
    cluster, done = submitted.cluster, {}

    def take(what: str) -> tuple[str, str, str]:
        """Recipe, job and node of a training that is in its middle."""

        def found():
            for name, (job, node) in cluster.running(TRAINING).items():
                if name in first and name not in done.values():
                    if submitted.midway(name):
                        done[what] = name
                        return name, job, node
            return None

        return wait_for(found, f"a training that can be {what}", 300)

    def four():
        jobs = cluster.running(TRAINING)
        return len(jobs) == 4 and set(jobs)

    # Nothing happens to the fifth.
    first = wait_for(four, "four trainings", 300)
    *_, node = take("on a node that crashed")
    cluster.crash(node)
    _, job, _ = take("cancelled")
    slurm("scancel", job)
    _, job, _ = take("requeued")
    slurm("scontrol", "requeue", job)
    cluster.revive(node)
    name, job, _ = take("out of time")
    # It hangs, and the minute that it is given passes.
    os.kill(submitted.trainer(name), signal.SIGSTOP)
    slurm("scontrol", "update", f"JobId={job}", "TimeLimit=1")
    (done["undisturbed"],) = set(RECIPES) - first
    return done
