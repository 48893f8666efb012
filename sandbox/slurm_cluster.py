"""A real SLURM on this machine, with its own daemons (slurm.conf in this folder)."""

import os
import re
import shutil
import socket
import stat
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import psutil

Found = TypeVar("Found")
HERE = Path(__file__).parent
ETC = Path("/etc/slurm")
NAME = "tests"
NODES = ("cpu1", "gpu1", "gpu2")
PROGRAMS = ("slurmctld", "slurmd", "munged", "sbatch")


def missing() -> str | None:
    """Why no cluster can run here; None if one can."""
    if not find_spec("snakemake_executor_plugin_slurm"):
        return "the SLURM plugin is not installed (make venv SLURM=1)"
    if "PYTEST_XDIST_WORKER" in os.environ:
        return "one cluster per machine: pytest tests/slurm, without -n"
    if os.getuid() != 0:
        return "SLURM's daemons want root"
    if absent := [name for name in PROGRAMS if not shutil.which(name)]:
        return f"{', '.join(absent)} not found (apt-get install slurm-wlm munge)"
    if (ETC / "slurm.conf").exists():
        return f"{ETC}/slurm.conf: this machine belongs to a cluster"
    return None


def slurm(*command: str) -> str:
    """Run a command; SLURM's wait long if no controller answers."""
    done = subprocess.run(command, timeout=60, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
    return done.stdout


def wait_for(found: Callable[[], Found], what: str, seconds: float = 90) -> Found:
    """Wait until `found` returns something, and return that."""
    end = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.2)
    return value


class Cluster:
    """One controller and three nodes, from `start` to `stop`."""

    def __init__(self, folder: Path) -> None:
        """Keep state, keys and logs in `folder`."""
        self.folder = folder

    def start(self) -> None:
        """Start all daemons and wait until the nodes are idle."""
        self.folder.chmod(0o755)  # munge wants its folder readable by all
        (self.folder / "state").mkdir()
        host = socket.gethostname().split(".")[0]
        conf = (HERE / "slurm.conf").read_text()
        for name, value in {"folder": str(self.folder), "host": host}.items():
            conf = conf.replace(f"{{{name}}}", value)
        # SLURM counts the devices and never opens them.
        for card in range(2):
            device = self.folder / f"card{card}"
            os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        cards = f"NodeName=gpu[1-2] Name=gpu Type=fake File={self.folder}/card[0-1]\n"
        ETC.mkdir(exist_ok=True)
        for name, text in {"slurm.conf": conf, "gres.conf": cards}.items():
            (self.folder / name).write_text(text)
            (ETC / name).symlink_to(self.folder / name)
        record = self.folder / "record"
        record.write_text(
            '#!/bin/sh\nscontrol -d -o show job "$SLURM_JOB_ID" | '
            'sed -n "s/^JobId=$SLURM_JOB_ID /When=$SLURM_SCRIPT_CONTEXT &/p" '
            f">>{self.folder}/jobs\n"
        )
        record.chmod(0o755)
        self._start_munge()
        slurm("slurmctld", "-c")
        for node in NODES:
            slurm("slurmd", "-N", node)
        idle = ("sinfo", "-h", "-N", "-o", "%t")
        wait_for(lambda: slurm(*idle) == "idle\n" * len(NODES), "the nodes")

    def _start_munge(self) -> None:
        (self.folder / "key").write_bytes(os.urandom(1024))
        (self.folder / "key").chmod(0o400)
        options = ("key-file", "socket", "pid-file", "log-file", "seed-file")
        names = ("key", "munge.socket", "munged.pid", "munged.log", "seed")
        files = zip(options, names, strict=True)
        slurm("munged", *(f"--{option}={self.folder / name}" for option, name in files))

    def stop(self) -> None:
        """Cancel all jobs and end all daemons."""
        try:
            if (self.folder / "slurmctld.pid").exists():
                slurm("scancel", "--user", "root")
                wait_for(lambda: not slurm("squeue", "-h"), "jobs to end")
        finally:
            for daemon in ("slurmd.*", "slurmctld", "munged"):
                for file in self.folder.glob(f"{daemon}.pid"):
                    self._end(int(file.read_text()))
            for name in ("slurm.conf", "gres.conf"):
                (ETC / name).unlink(missing_ok=True)
            # Without cgroups SLURM loses track of processes of a job that it ends.
            for process in psutil.process_iter(["environ"]):
                if (process.info["environ"] or {}).get("SLURM_CLUSTER_NAME") == NAME:
                    process.kill()

    def _end(self, daemon: int) -> None:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(daemon)
            process.terminate()
            process.wait(timeout=30)

    def running(self, comment: str) -> dict[str, tuple[str, str]]:
        """Match of a pattern in the comments of running jobs -> job id and node."""
        lines = slurm("squeue", "-h", "-t", "R", "-o", "%A %N %k").splitlines()
        found = [(line.split()[:2], re.search(comment, line)) for line in lines]
        return {match[1]: tuple(job) for job, match in found if match}

    def crash(self, node: str) -> None:
        """Kill all processes of a node and its daemon at once, as a power cut does."""
        daemon = int((self.folder / f"slurmd.{node}.pid").read_text())
        ended = [psutil.Process(daemon)]
        for job in slurm("squeue", "-h", "-w", node, "-t", "R", "-o", "%A").split():
            for process in psutil.process_iter(["cmdline"]):
                if f"slurmstepd: [{job}." in " ".join(process.info["cmdline"] or ""):
                    ended += [process, *process.children(recursive=True)]
        for process in ended:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        slurm("scontrol", "update", f"NodeName={node}", "State=DOWN", "Reason=crash")

    def revive(self, node: str) -> None:
        """Start the daemon of a crashed node again."""
        slurm("slurmd", "-N", node)
        idle = ("sinfo", "-h", "-n", node, "-p", "gpu", "-o", "%t")
        wait_for(lambda: slurm(*idle) in ("idle\n", "mix\n"), node)

    def jobs(self, rule: str = "") -> list[dict[str, str]]:
        """Every start of a job, as `scontrol show job` prints it, with its `Rule`."""
        rows: list[dict[str, str]] = []
        for line in (self.folder / "jobs").read_text().splitlines():
            row = dict(re.findall(r"(\S+?)=(\S*)", line))
            if row["When"] == "prolog_slurmctld":
                name, *_ = row["Comment"].partition("_wildcards")
                row["Rule"] = name.removeprefix("rule_")
                rows.append(row)
                continue
            last = [begun for begun in rows if begun["JobId"] == row["JobId"]][-1]
            # A requeued job has a new start, and no end yet.
            requeued = row["StartTime"] != last["StartTime"]
            last["EndTime"] = row["StartTime" if requeued else "EndTime"]
        return [row for row in rows if rule in ("", row["Rule"])]
