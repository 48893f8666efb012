"""A script of the workflow, run without Snakemake."""

import runpy
from pathlib import Path
from types import SimpleNamespace

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def run_script(name: str, **job) -> None:
    """Run a script of the workflow as Snakemake would, with a stand-in for its job."""
    for key in ("input", "output", "params", "wildcards"):
        job[key] = SimpleNamespace(**job.get(key, {}))
    job.setdefault("resources", SimpleNamespace(gpu=1))
    runpy.run_path(
        str(SCRIPTS / f"{name}.py"),
        init_globals={"snakemake": SimpleNamespace(**job)},
    )
