"""Scripts of the workflow, run without Snakemake."""

import json
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
RUN = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from tests.helpers.script_setup import run_script
run_script(sys.argv[3], **json.loads(sys.argv[4]))
"""


class Named(dict):
    """Named values, by key and by attribute, as Snakemake gives them."""

    def __getattr__(self, name: str) -> object:
        """The value of that name."""
        if name in self:
            return self[name]
        raise AttributeError(name)


def run_script(name: str, **job) -> None:
    """Run a script in this process, with a stand-in for the job that Snakemake gives.

    Args:
        name: of the script, without `.py`.
        job: attributes of `snakemake`: input, output, params, log, ...
    """
    for key in ("input", "output", "params", "wildcards"):
        job[key] = Named(job.get(key, {}))
    job["rule"] = name
    job["resources"] = Named(job.get("resources", {"gpu": 1}))
    runpy.run_path(
        str(SCRIPTS / f"{name}.py"),
        init_globals={"snakemake": SimpleNamespace(**job)},
    )


def run_script_in_own_process(name: str, folder: Path, **job) -> None:
    """Run a script in a process of its own in `folder`, as Snakemake does.

    Args:
        name: of the script, without `.py`.
        folder: what its paths are relative to.
        job: as for `run_script`, of what JSON can hold, and of paths.
    """
    places = [SCRIPTS, SCRIPTS.parent]
    described = json.dumps(job, default=str)
    command = [sys.executable, "-c", RUN, *places, name, described]
    subprocess.run(command, cwd=folder, check=True)
