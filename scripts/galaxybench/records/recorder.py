"""Begin a job by checking what it reads, and end it by recording what it wrote.

A script calls `recorded` after its imports and before it reads anything, and `finish`
of the returned object as its last step.
"""

import importlib
import logging
import platform
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from galaxybench.records import earlier
from galaxybench.records import record as records
from galaxybench.records.record import Records

IMPORTED_BY_NAME = ("models", "datasets")
"""Rooms whose modules the configuration names."""
GENERATED = "__autograph_generated_file"
"""How the modules begin that TensorFlow writes while it runs."""
LONGEST_WAIT = 30
"""Seconds by which the clock of another machine may be ahead."""
PACKAGES = (
    *("numpy", "scipy", "pandas", "astropy", "h5py", "matplotlib", "scikit-learn"),
    *("keras", "tensorflow", "tensorflow-cpu", "jax", "torch"),
)
PACKAGE = Path(__file__).parents[1]
logger = logging.getLogger(__name__)


class Recorder:
    """The record of a running Snakemake job."""

    def __init__(self, job: Any) -> None:  # noqa: ANN401
        """Check the source files and the inputs of a job.

        `job` has rule, wildcards, input, output and params. Its param `code` is the
        digest of the files of its input `code` when the workflow was planned. Other
        inputs must be what the jobs that wrote them recorded; inputs without a record
        (the user's own files) are only hashed.

        Raises:
            ValueError: a source file was edited after the workflow was planned; an
                input is not the file that a job wrote; a record is damaged.
        """
        self._job = job
        for _, file in _files(job.input):
            _wait_for(Path(file))
        self._loaded = set(sys.modules)
        self.code = _checked_code(job)
        self._refuse_untracked()
        self.inputs = _checked_inputs(job)
        earlier.keep(self._outputs())

    def check_planned(self, file: str | Path, content: str | None) -> None:
        """Refuse a user's file whose sha256 is not the one that was planned with.

        Raises:
            ValueError: it was changed since.
        """
        if content is not None and self.inputs.get(str(file)) != content:
            raise ValueError(
                f"{file} changed after the workflow planned this job: run the same "
                "command again"
            )

    def finish(self) -> None:
        """Hash the outputs, and write the record.

        Raises:
            ValueError: the job has imported a file that is not tracked.
        """
        self._refuse_untracked()
        job = self._job
        outputs = self._outputs()
        folder = outputs[0].parent
        names = [output.relative_to(folder).as_posix() for output in outputs]
        content = {
            "rule": job.rule,
            "wildcards": dict(job.wildcards.items()),
            "params": records.params_of(dict(job.params.items())),
            "code": self.code,
            "inputs": self.inputs,
            "outputs": dict(zip(names, map(records.sha256, outputs), strict=True)),
            "versions": _versions(),
        }
        records.write(outputs, content)

    def _outputs(self) -> list[Path]:
        return [Path(file) for _, file in _files(self._job.output)]

    def _refuse_untracked(self) -> None:
        """Refuse a module, imported since the job began, whose edits no one notices."""
        tracked = {
            str(file) for name, file in _files(self._job.input) if name == "code"
        }
        tracked = {str(Path(file).resolve()) for file in tracked}
        for name in set(sys.modules) - self._loaded:
            file = vars(sys.modules[name]).get("__file__")
            made_up = not isinstance(file, str) or not Path(file).is_absolute()
            if made_up or _is_installed(Path(file)) or name.startswith(GENERATED):
                continue
            if str(Path(file).resolve()) not in tracked:
                raise ValueError(
                    f"{file} is imported by this job, but an edit of it would run "
                    "nothing again. Move it into scripts/galaxybench/blocks and import "
                    "it at the top of the file that uses it, or install it as a package"
                )


def recorded(job: Any) -> Recorder:  # noqa: ANN401
    """Check what a job reads, and start its record. See `Recorder`."""
    return Recorder(job)


def _files(named: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """List (name, path) of a job's input or output files."""
    for name, files in named.items():
        for file in [files] if isinstance(files, str | Path) else files:
            yield name, str(file)


def _is_installed(file: Path) -> bool:
    """Tell whether a module is of Python, of an installed package or of this one."""
    if {"site-packages", "dist-packages"} & set(file.parts):
        return True
    places = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib")]
    return any(file.is_relative_to(place) for place in (*places, PACKAGE))


def _wait_for(file: Path) -> None:
    """Wait until a file is not of the future, or refuse it.

    After a job, Snakemake refuses outputs that are older than an input, and deletes
    them.
    """
    ahead = file.stat().st_mtime - time.time()
    if ahead > LONGEST_WAIT:
        raise ValueError(
            f"{file} has a time that is {ahead:.0f} s in the future. Set the clock "
            f"right, or run `touch {file}`, and then run the same command again"
        )
    if ahead > 0:
        logger.info("waiting %.0f s: the time of %s is in the future", ahead, file)
        time.sleep(ahead)


def _checked_code(job: Any) -> dict[str, str]:  # noqa: ANN401
    files = [file for name, file in _files(job.input) if name == "code"]
    # These are imported by name, and later. They are loaded before they are hashed, so
    # that what is hashed is what runs.
    for file in map(Path, files):
        if file.parent.name in IMPORTED_BY_NAME and file.stem != "__init__":
            importlib.import_module(f"galaxybench.{file.parent.name}.{file.stem}")
    hashes = records.code_hashes(files)
    planned = job.params.get("code")
    if planned is not None and records.digest(hashes) != planned:
        newest = max(files, key=lambda file: Path(file).stat().st_mtime)
        raise ValueError(
            f"a source file of this job was edited after the workflow planned it (the "
            f"latest change is that of {newest}). Run the same command again: it will "
            "plan with the file as it is"
        )
    return hashes


def _checked_inputs(job: Any) -> dict[str, str]:  # noqa: ANN401
    known, hashes = Records(), {}
    for name, file in _files(job.input):
        if name == "code":
            continue
        hashes[file] = records.sha256(file)
        written = known.hash_of(file)
        if written not in (None, hashes[file]):
            rule = known.of(file)["rule"]
            raise ValueError(
                f"{file} is not the file that {rule} wrote: its sha256 is "
                f"{hashes[file][:16]}…, that of the written file {written[:16]}…. If "
                "you did not mean to change it, delete it and run the same command "
                "again; nothing in data/ or results/ should be edited"
            )
    return hashes


def _versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that were loaded."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        module = {"scikit-learn": "sklearn"}.get(package, package.removesuffix("-cpu"))
        if module in sys.modules:
            with suppress(metadata.PackageNotFoundError):
                found[package] = metadata.version(package)
    return found
