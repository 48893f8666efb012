"""The environment of a run: versions, commit, machine."""

import importlib
import platform
import subprocess
from importlib import metadata
from pathlib import Path

from galaxybench.machine import backends

ROOT = Path(__file__).resolve().parents[3]
VERSION = "0.1.0"
"""Version of galaxybench. This file is no rule's input, so a release reruns nothing."""
SOURCES = ("Snakefile", "rules", "scripts", "config", "envs")
"""Paths below ROOT of the files that decide a result."""


def versions() -> dict[str, str | None]:
    """Return the versions of Python, galaxybench, Keras, its backend and others.

    They are those of the modules that run, which PYTHONPATH may have put before the
    installed ones.
    """
    numeric = ("keras", backends.name(), "numpy")
    return {
        "python": platform.python_version(),
        "galaxybench": VERSION,
        **{name: importlib.import_module(name).__version__ for name in numeric},
        "snakemake": _snakemake(),
    }


def _snakemake() -> str | None:
    try:
        return metadata.version("snakemake")
    except metadata.PackageNotFoundError:
        return None


def git_state() -> tuple[str | None, bool | None]:
    """Return the commit, and whether a file that decides a result differs from it.

    A new model's file counts as a difference; a user's own file beside the Snakefile
    does not. None, None without git.
    """
    changes = _git("status", "--porcelain", "--", *SOURCES)
    return _git("rev-parse", "HEAD"), None if changes is None else bool(changes)


def _git(*arguments: str) -> str | None:
    command = ["git", "-C", str(ROOT), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def device() -> str:
    """Return the name of the GPU that Keras uses, or of the CPU."""
    if name := backends.gpu():
        return f"GPU: {name}"
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if "model name" in line]
    return f"CPU: {names[0] if names else platform.machine()}"
