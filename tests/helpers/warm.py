"""Processes that have imported the heavy libraries and fork for every run.

`snakemake -n` takes four seconds, most of them to import Snakemake, and a script as
long to import pandas and astropy. A `Warm` process imports them once and forks a child
for every run. The child is what a process of its own would be: it has its own working
folder, environment, session, output and exit code, and imports galaxybench itself.
"""

import base64
import gc
import importlib
import json
import os
import pickle
import runpy
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from snakemake.iocontainers import (
    InputFiles,
    Log,
    OutputFiles,
    Params,
    ResourceList,
    Snakemake,
    Wildcards,
)

ROOT = Path(__file__).resolve().parents[2]
KINDS = {
    "snakemake": [
        "snakemake.cli", "snakemake.script", "snakemake.profiles", "jsonschema", "yaml",
        "snakemake.report.html_reporter", "smart_open", "yte",
    ],
    "plain": [
        "numpy", "astropy.coordinates", "astropy.io.ascii", "astropy.io.fits",
        "astropy.io.votable", "astropy.table", "astropy.wcs", "pandas",
        "pyarrow.parquet", "h5py", "PIL.ImageOps", "matplotlib.pyplot",
        "sklearn.metrics", "sklearn.model_selection", "scipy.stats", "requests", "tqdm",
    ],
    "keras": ["numpy", "astropy.io.fits", "pandas", "keras"],
    "fresh": [],
}  # fmt: skip
"""What each kind of process has imported. TensorFlow may be imported before a fork, but
must not have run anything."""


@dataclass(frozen=True)
class Ended:
    """How a run ended.

    Attributes:
        code: the exit code, minus the number of the signal that ended it, or None if it
            had to be stopped at its time limit.
        terminal: its output and errors, as they would be on a terminal.
    """

    code: int | None
    terminal: str


class Warm:
    """A process of one kind, started when it is first needed."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.process: subprocess.Popen[str] | None = None

    def run(
        self,
        folder: Path,
        *,
        arguments: list[str] | None = None,
        script: Path | None = None,
        job: dict | None = None,
        environment: dict[str, str | None] | None = None,
        limit: float = 120,
    ) -> Ended:
        """Run `snakemake <arguments>`, or a script as Snakemake does, in `folder`.

        Args:
            folder: the working folder.
            arguments: of the command line of Snakemake.
            script: the file of the script.
            job: what Snakemake gives to the script, as for `given`.
            environment: variables to set, or to unset where the value is None.
            limit: seconds after which it is stopped.
        """
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.helpers.warm", self.kind],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=ROOT,
                text=True,
            )
        terminal = folder.parent / f".{folder.name}.terminal"
        request = {
            "folder": folder, "arguments": arguments, "script": script,
            "given": base64.b64encode(given(script, job)).decode() if script else None,
            "environment": environment or {}, "limit": limit, "terminal": terminal,
        }  # fmt: skip
        self.process.stdin.write(json.dumps(request, default=str) + "\n")
        self.process.stdin.flush()
        code = json.loads(self.process.stdout.readline())
        text = terminal.read_text(errors="replace")
        terminal.unlink()
        return Ended(code, text)

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()


def given(script: Path, job: dict) -> bytes:
    """Pickle the object `snakemake` of a script, as Snakemake does.

    Args:
        script: the file of the script.
        job: its input, output, params, wildcards, threads, resources, log and config,
            where they are not empty.
    """
    job = json.loads(json.dumps(job, default=str))
    made = Snakemake(
        _named(InputFiles(), job.get("input", {})),
        _named(OutputFiles(), job.get("output", {})),
        Params(fromdict=job.get("params", {})),
        Wildcards(fromdict=job.get("wildcards", {})),
        job.get("threads", 1),
        ResourceList(fromdict=job.get("resources", {"gpu": 0})),
        Log([job["log"]]),
        job.get("config", {}),
        script.stem,
        None,
        str(script.parent),
    )
    return pickle.dumps(made, protocol=4)


def _named(names: list, files: dict[str, str | list[str]]) -> list:
    """Fill one of Snakemake's lists of files, some of which have a list to a name."""
    for key, value in files.items():
        start = len(names)
        if isinstance(value, list):
            names.extend(value)
            names._set_name(key, start, end=len(names))
        else:
            names.append(value)
            names._set_name(key, start)
    return names


def _become(request: dict) -> None:
    """In a child: take on the folder, environment and output that are asked for."""
    os.setsid()
    os.chdir(request["folder"])
    for name, value in request["environment"].items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    output = os.open(request["terminal"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.path.remove(str(ROOT))  # python -m put it there


def _wait(child: int, limit: float) -> int | None:
    """The exit code of a child; None if it was stopped at the limit, with its group."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def serve(kind: str) -> dict | None:
    """Fork for every line of standard input, and answer with the exit code.

    Returns:
        In a child, the run that it is to do; in the process itself, None at the end.
    """
    for module in KINDS[kind]:
        importlib.import_module(module)
    gc.freeze()  # A child need not look through what it shares.
    while line := sys.stdin.readline():
        request = json.loads(line)
        child = os.fork()
        if not child:
            return request
        print(json.dumps(_wait(child, request["limit"])), flush=True)
    return None


if __name__ == "__main__":
    # A child leaves `serve` and ends as a script does, with Python's own handling of
    # exceptions and of what is to be done at exit.
    if request := serve(sys.argv[1]):
        _become(request)
        if request["script"]:
            script = Path(request["script"])
            sys.argv = [str(script)]
            sys.path.insert(0, str(script.parent))
            made = pickle.loads(base64.b64decode(request["given"]))
            runpy.run_path(str(script), init_globals={"snakemake": made})
        else:
            from snakemake.cli import main

            sys.argv = ["snakemake", *request["arguments"]]
            main()
