"""Rows of the fault matrix: a fault is refused, and once it is mended all is well.

A row makes a case, asserts that it is refused, mends the cause and asserts that the
same case passes. `tests/faults/conftest.py` gives the two makers of cases, `planned`
and `job`, both in a new folder, `case.folder`:

    @pytest.mark.parametrize(("changes", "says"), [
        ({"recipes": {"short": {"epochs": 0}}}, ["recipes.short.epochs", "got 0"]),
        ("recipes: {short: {epochs: 010}}", ["recipes.short.epochs", "010"]),
    ])
    def test_a_wrong_number(planned, changes, says):
        case = planned(changes)      # a dict, or YAML text, over the tiny experiment
        case.refused(*says)          # exit code, message, no stack, no file left behind
        case.mended().passes()       # the same without the changes

    def test_a_cut_table(job):       # paths are relative to case.folder
        case = job("score", input={"metrics": "m.csv"}, output={...}, params={...})
        (case.folder / "m.csv").write_text("cut")
        case.refused("m.csv", "cut", "run again")
        (case.folder / "m.csv").write_text(whole)
        case.passes()

`planned` runs `snakemake -n` in a copy of the workflow. A row may put files there, edit
its code and ask for other targets: `planned(changes, "compare")`. It runs the workflow
with `planned(changes, "--cores", "1", dry=False, leaves=["data/*", "results/*"])`.
`job` runs one script as Snakemake does; `keras=True` if the script imports Keras. Both
take `environment={"HOME": "..."}`, `limit=` in seconds and `leaves=`, patterns of files
that a refusal may leave. `fresh=True` starts a process that has imported nothing, for
rows that change what libraries read when they are imported.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import yaml

from galaxybench.config.configuration import merged
from sandbox.workflow_copy import ROOT
from tests.helpers.warm import Ended, Warm

TINY = yaml.safe_load("""
run: [tiny]
datasets: {sky: {source: simulated_galaxies, images: 120, size: 16, seed: 5}}
splits: {part: {method: holdout, test: 0.25, valid: 0.25, seed: 3}}
recipes: {short: {epochs: 1, batch_size: 32}}
experiments:
  tiny: {datasets: [sky], splits: [part], recipes: [short], models: [dense], seeds: [0],
         gradcam: false}
""")
"""A configuration that plans a dozen jobs."""

UNCOUNTED = (".snakemake/*", "*/__pycache__/*", "results/logs/*")


@dataclass(frozen=True)
class Case:
    """Something that can be run again and again in a folder.

    Attributes:
        folder: its working folder.
        run: runs it.
        outputs: final names that it writes, relative to the folder.
        log: its log file, relative to the folder, or None.
        leaves: patterns of files that a refusal may leave, such as resumable downloads.
        mended: gives the case without the changes to the configuration.
    """

    folder: Path
    run: Callable[[], Ended]
    outputs: Sequence[str] = ()
    log: str | None = None
    leaves: Sequence[str] = ()
    mended: Callable[[], "Case"] | None = field(default=None, repr=False)

    def refused(self, *says: str, code: int = 1) -> Ended:
        """Run it, and assert that it fails as it should and leaves nothing behind.

        Args:
            says: texts that the message must have: file or key, value, cure.
            code: the exit code.
        """
        before = self.files()
        ended = self.run()
        text = ended.terminal
        assert ended.code is not None, f"it had to be stopped:\n{text}"
        assert ended.code == code, f"ended with {ended.code}:\n{text}"
        missing = [said for said in says if said not in text]
        assert not missing, f"not said: {missing}\n{text}"
        assert "Traceback" not in text, text
        changed = {
            name for name, state in self.files().items() if before.get(name) != state
        }
        allowed = (*UNCOUNTED, *self.leaves, *([self.log] if self.log else []))
        left = [
            name
            for name in sorted(changed)
            if not any(fnmatch(name, pattern) for pattern in allowed)
        ]
        assert left == [], f"left behind: {left}"
        return ended

    def passes(self, *says: str) -> Ended:
        """Run it, and assert that it ends with 0, says `says` and wrote its outputs."""
        ended = self.run()
        assert ended.code == 0, f"ended with {ended.code}:\n{ended.terminal}"
        missing = [said for said in says if said not in ended.terminal]
        assert not missing, f"not said: {missing}\n{ended.terminal}"
        lost = [name for name in self.outputs if not (self.folder / name).exists()]
        assert lost == []
        partial = [name for name in self.files() if name.endswith(".part")]
        assert partial == []
        return ended

    def files(self) -> dict[str, tuple[int, int]]:
        """Every file and link of the folder, with its size and its time of change."""
        states = {
            str(path.relative_to(self.folder)): path.lstat()
            for path in self.folder.rglob("*")
            if path.is_symlink() or not path.is_dir()
        }
        return {name: (s.st_size, s.st_mtime_ns) for name, s in states.items()}


@contextmanager
def fresh_or(warm: Warm, fresh: bool) -> Iterator[Warm]:
    """Give `warm`, or a process of its own that has imported nothing and ends here."""
    process = Warm("fresh") if fresh else warm
    try:
        yield process
    finally:
        if fresh:
            process.close()


def planned_case(
    warm: Warm,
    folder: Path,
    changes: dict | str,
    *arguments: str,
    dry: bool = True,
    environment: dict[str, str | None] | None = None,
    limit: float = 120,
    leaves: Sequence[str] = (),
    fresh: bool = False,
) -> Case:
    """A case that plans, or runs, the tiny experiment with changes.

    Args:
        warm: a process of the kind "snakemake".
        folder: a copy of the workflow.
        changes: over `TINY`: a dict, or the text of a second configuration file.
        arguments: more arguments of the command line, such as a target.
        dry: whether it only plans.
        environment, limit: as for `Warm.run`.
        leaves: as for `Case`.
        fresh: whether it runs in a process that has imported nothing yet.
    """
    text = isinstance(changes, str)
    config = TINY if text else merged(TINY, changes)
    files = {"tiny.yaml": yaml.safe_dump(config, sort_keys=False, allow_unicode=True)}
    if text:
        files["changes.yaml"] = changes
    # The target comes first, because --configfile takes every name that follows it.
    command = [*(["-n"] if dry else []), *arguments, "--configfile", *files]

    def run() -> Ended:
        with fresh_or(warm, fresh) as process:
            return process.run(
                folder, arguments=command, environment=environment, limit=limit
            )

    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")

    options = {
        "dry": dry, "environment": environment, "limit": limit, "leaves": leaves,
        "fresh": fresh,
    }  # fmt: skip
    return Case(
        folder,
        run,
        leaves=leaves,
        mended=lambda: planned_case(warm, folder, {}, *arguments, **options),
    )


def job_case(
    warm: Warm,
    folder: Path,
    script: str,
    *,
    scripts: Path = ROOT / "scripts",
    environment: dict[str, str | None] | None = None,
    limit: float = 120,
    leaves: Sequence[str] = (),
    fresh: bool = False,
    **given: object,
) -> Case:
    """A case that runs one script as Snakemake does.

    Args:
        warm: a process of the kind "plain" or "keras".
        folder: its working folder.
        script: its name, without `.py`.
        scripts: the folder of the scripts.
        environment, limit: as for `Warm.run`.
        leaves: as for `Case`.
        fresh: whether it runs in a process that has imported nothing yet.
        given: input, output, params, wildcards, threads, resources and config of the
            job. Paths are relative to the folder.
    """
    job = {"log": "job.log", **given}
    outputs = job.get("output", {})

    def run() -> Ended:
        with fresh_or(warm, fresh) as process:
            return process.run(
                folder,
                script=scripts / f"{script}.py",
                job=job,
                environment=environment,
                limit=limit,
            )

    return Case(
        folder,
        run,
        outputs=[str(name) for name in outputs.values()],
        log=str(job["log"]),
        leaves=leaves,
    )
