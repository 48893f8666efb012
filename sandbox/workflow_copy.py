"""A copy of the workflow that may be edited and run."""

import importlib.util
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = (
    "Snakefile CITATION.cff pyproject.toml rules scripts config envs profiles".split()
)

HEAVY = {"keras", "tensorflow", "pandas", "matplotlib", "sklearn", "astropy"}
LISTS_HEAVY = f"""
import sys
from snakemake.cli import main
sys.argv = ["snakemake", "--quiet", "all", "-n", *sys.argv[1:]]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("imported:", *sorted({HEAVY!r} & set(sys.modules)))
"""


@dataclass(frozen=True)
class Workflow:
    """A copy of the workflow in a folder of its own.

    Attributes:
        folder: where the copy is.
        config: the user's own configuration file in it, or None.
    """

    folder: Path
    config: Path | None = None

    def snakemake(
        self, *arguments: str, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run `snakemake` there as a user does, with stdout and stderr in one stream.

        Raises:
            RuntimeError: with the end of the output, if it fails and `check` is set.
        """
        own = ["--configfile", str(self.config)] if self.config else []
        result = subprocess.run(
            [sys.executable, "-m", "snakemake", *arguments, *own],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if check and result.returncode:
            raise RuntimeError(
                f"snakemake {' '.join(arguments)}:\n{result.stdout[-6000:]}"
            )
        return result

    def copied_to(self, folder: Path) -> "Workflow":
        """Copy it with its results and Snakemake's records; nothing is to do there."""
        shutil.copytree(self.folder, folder)
        return Workflow(folder, self.config and folder / self.config.name)

    def planned(self, *arguments: str) -> dict[str, int]:
        """Jobs that `snakemake -n` plans: rule -> number, without `all`."""
        text = self.snakemake("-n", *arguments).stdout
        if "Nothing to be done" in text:
            return {}
        table = text.split("Job stats:")[1].split("\n\n")[0]
        jobs = {
            match[1]: int(match[2])
            for match in re.finditer(r"^(\w+) +(\d+)$", table, flags=re.M)
        }
        return {rule: n for rule, n in jobs.items() if rule not in ("total", "all")}

    def heavy_imports(self, *targets: str) -> set[str]:
        """Heavy packages that the project's own code imports in a dry run."""
        own = ["--configfile", str(self.config)] if self.config else []
        result = subprocess.run(
            [sys.executable, "-c", LISTS_HEAVY, *targets, *own],
            cwd=self.folder,
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stderr
        imported = set(result.stdout.splitlines()[-1].split()[1:])
        if importlib.util.find_spec("snakemake_executor_plugin_slurm"):
            # Snakemake imports this plugin, which imports pandas.
            imported.discard("pandas")
        return imported


def copy_workflow(folder: Path, config: str | None = None) -> Workflow:
    """Copy the workflow into `folder`, with a configuration file of one's own."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / part, ignore=ignored)
        else:
            shutil.copy(source, folder / part)
    if config is None:
        return Workflow(folder)
    own = folder / "mine.yaml"
    own.write_text(config)
    return Workflow(folder, own)
