"""A whole workflow that is killed at random instants, run again, and compared.

The final files must be those of a run that nobody disturbed, bit for bit but for what
was measured: seconds, memory, energy and dates.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from galaxybench.files import read_json
from galaxybench.records import earlier
from sandbox.measured import fingerprint
from sandbox.workflow_copy import copy_workflow

CONFIG = """
run: [tiny]
datasets: {sky: {source: simulated_galaxies, images: 120, size: 16, seed: 5}}
splits: {part: {method: holdout, test: 0.25, valid: 0.25, seed: 3}}
recipes: {short: {epochs: 2, batch_size: 32}}
experiments:
  tiny: {datasets: [sky], splits: [part], recipes: [short], models: [dense],
         seeds: [0], gradcam: false}
"""
KINDS = {
    "kill -9 of all": signal.SIGKILL,
    "SIGTERM to all": signal.SIGTERM,
    "Ctrl-C": signal.SIGINT,
    "kill -9 of a job": None,
}
VERIFY = ("--cores", "1", "verify_tiny")
MADE = ("data", "results")
UNCOMPARED = (
    *("results/logs/", "results/benchmarks/", "results/state/"),
    "results/ledger.csv",
)
"""What differs without kills, too. Every scoring adds a line with its time."""
PATIENCE = 120
"""Seconds until a workflow that was asked to end counts as hanging."""


@dataclass
class KilledWorkflow:
    """A copy of the workflow, run and killed in turns.

    Attributes:
        folder: where the copy is.
        seed: of the instants of the kills.
        kills: how often it was killed, by kind.
        faults: what was wrong after a kill; empty if all is well.
    """

    folder: Path
    seed: int = 0
    kills: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Run it once undisturbed, for its final files and to see how long it takes."""
        self._random = random.Random(self.seed)
        self._workflow = copy_workflow(self.folder, CONFIG)
        self._lost_a_job = False
        began = time.monotonic()
        process = self._start()
        _wait_for_a_job(process)
        self._planning = time.monotonic() - began
        if process.wait():
            raise RuntimeError(f"the undisturbed run failed:\n{self._output()}")
        jobs = len(list((self.folder / "results/logs").rglob("*.log")))
        self._job = 2 * (time.monotonic() - began - self._planning) / jobs
        self._whole = self._files()
        self._clear()

    def disturb(self, kills: int) -> None:
        """Kill it that many times, in all ways in turn, at random instants.

        Whenever it gets to its end, it is compared and begins anew.

        Raises:
            RuntimeError: if it does not end after a signal, or cannot be run again.
        """
        wanted = self.kills.total() + kills
        process = None
        while self.kills.total() < wanted:
            kind = list(KINDS)[self.kills.total() % len(KINDS)]
            early = process is None and self._random.random() < 1 / 6
            delay = self._random.uniform(0, self._planning if early else 2 * self._job)
            process = process or self._start()
            if not early:
                _wait_for_a_job(process)
            time.sleep(delay)
            if process.poll() is not None:
                if process.returncode == 0:
                    self._finish()
                process = None
            elif KINDS[kind]:
                self._kill_all(process, kind)
                process = None
            else:
                self._kill_a_job(process)  # the others go on
        if process:
            process.wait()
        self._finish()

    def _start(self) -> subprocess.Popen:
        """Start it as a user does, after unlocking the folder if a kill left locks."""
        locks = self.folder / ".snakemake/locks"
        if locks.is_dir() and any(locks.iterdir()):
            self._workflow.snakemake("--unlock")
        command = [sys.executable, "-m", "snakemake", "--cores", "2"]
        with (self.folder / "terminal").open("w") as terminal:
            return subprocess.Popen(
                [*command, "--configfile", str(self._workflow.config)],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=terminal,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # A shell ignores Ctrl-C for what it runs in the background.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    def _kill_all(self, process: subprocess.Popen, kind: str) -> None:
        """Send a signal to Snakemake and all of its jobs, and wait for their end."""
        started = _below(process)
        os.killpg(process.pid, KINDS[kind])
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise RuntimeError(f"hangs after {kind}:\n{self._output()}") from None
        _, alive = psutil.wait_procs(started, timeout=PATIENCE)
        if alive:
            self.faults.append(f"after {kind}: {alive} did not end")
        self.kills[kind] += 1
        self._compare(f"after {kind}", unfinished=True)

    def _kill_a_job(self, process: subprocess.Popen) -> None:
        """Kill the script of one job that runs, if one does."""
        for job in _wait_for_a_job(process)[:1]:
            with suppress(psutil.NoSuchProcess):  # it may end just now
                job.kill()
                self.kills["kill -9 of a job"] += 1
                self._lost_a_job = True

    def _finish(self) -> None:
        """Run it to its end, compare all that it made, and clear it away."""
        for _ in range(2):
            process = self._start()
            if process.wait() == 0:
                break
        else:
            raise RuntimeError(f"it cannot be run again:\n{self._output()}")
        self._compare("at the end")
        verified = self._workflow.snakemake(*VERIFY, check=False)
        if verified.returncode:
            self.faults.append(f"at the end: {verified.stdout[-2000:]}")
        self._clear()

    def _compare(self, when: str, unfinished: bool = False) -> None:
        """Note every file that is not as it is without kills."""
        found = self._files()
        wrong = [name for name, of in found.items() if self._whole.get(name) != of]
        if unfinished:
            wrong = [name for name in wrong if not self._in_work(name)]
        else:
            wrong += [name for name in self._whole if name not in found]
        self.faults += [f"{when}: {name}" for name in wrong]

    def _in_work(self, name: str) -> bool:
        """Whether a file belongs to a step that has not ended.

        What is hidden or in results/state has no final name. A training updates its
        history after every epoch, and writes run.json last. Where a job was killed
        alone, the page of an experiment is that of what succeeded, and says so.
        """
        path = self.folder / name
        if self._lost_a_job and name.startswith("results/experiments/"):
            left_out = self.folder.joinpath(*Path(name).parts[:3], "left_out.json")
            return left_out.exists() and any(read_json(left_out).values())
        if path.name.startswith(".") or name.startswith("results/state/"):
            return True
        return path.name == "history.csv" and not path.with_name("run.json").exists()

    def _files(self) -> dict[str, str]:
        """The name and the fingerprint of every file that was made."""
        found = {}
        for part in MADE:
            for path in sorted((self.folder / part).rglob("*")):
                name = str(path.relative_to(self.folder))
                # By a killed process, or for the next one.
                left = path.name.startswith(".") or path.suffix == earlier.ENDING
                if path.is_file() and not left and not name.startswith(UNCOMPARED):
                    found[name] = fingerprint(path)
        return found

    def _clear(self) -> None:
        self._lost_a_job = False
        for part in (*MADE, ".snakemake"):
            shutil.rmtree(self.folder / part)

    def _output(self) -> str:
        return (self.folder / "terminal").read_text()[-6000:]


def _below(process: subprocess.Popen) -> list[psutil.Process]:
    """All processes that it has started; empty if it has ended."""
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _wait_for_a_job(process: subprocess.Popen) -> list[psutil.Process]:
    """Wait until a script of the workflow runs: those that run; empty at its end."""
    while process.poll() is None:
        running = []
        for child in _below(process):
            try:
                if any(".snakemake/scripts/" in word for word in child.cmdline()[:2]):
                    running.append(child)
            except psutil.Error:
                continue
        if running:
            return running
        time.sleep(0.1)
    return []
