"""Source code as an input and a param, and results of other code or settings.

Snakemake compares inputs and params with its own notes in the folder `.snakemake`.
Where it has no notes, because that folder was deleted or the results were copied, the
records beside the outputs are compared instead. What was read is compared by the
records in any case: Snakemake looks at times alone where a file is large.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from galaxybench.config import configuration
from galaxybench.config.closure import closure
from galaxybench.config.runs import Config
from galaxybench.records import earlier
from galaxybench.records import record as records
from galaxybench.records.record import DamagedRecord, Record, Records
from galaxybench.workflow.paths import InputFunction, Wildcards
from galaxybench.workflow.snakemake_internals import Plan

ROWS = ("names", "train", "members", "splits", "figures", "left_out")
"""Params that say which rows and figures a job puts together."""


class Sources(NamedTuple):
    """The source files of a job as seen from here, their hashes, a digest of these."""

    files: list[str]
    hashes: dict[str, str]
    digest: str


class Tracker:
    """Ties jobs to their source files and records. A rule has the name of its script.

    Each source file is hashed once, so an edit while the workflow runs changes no plan.
    """

    def __init__(self, config: Config, base: Path, plan: Plan) -> None:
        """Keep the resolved configuration and the folder of the Snakefile."""
        self._config = config
        self._base = base
        self._plan = plan
        self._templates: dict[str, tuple[str, ...]] = {}
        self._hashes: dict[Path, dict[str, str]] = {}
        self._known: dict[tuple[str, ...], Sources] = {}
        self._records = Records(self._settle)
        self._started = time.time()
        self._jobs: list[tuple[str, Wildcards]] = []
        self._times: dict[str, int] = {}
        self._told: set[str] = set()

    def code(self, *templates: str) -> InputFunction:
        """Return an input function: these files, and every module that they import.

        They are paths below the folder of the Snakefile. The first is the rule's
        script. Wildcards in them are filled in, and so are `{architecture}` and
        `{source}`, those of the job's model and data set.
        """
        rule = Path(templates[0]).stem
        self._templates[rule] = templates

        def files(wildcards: Wildcards) -> list[str]:
            found = self._sources(rule, wildcards)
            if self._plan.compares() and self._ran(rule, wildcards):
                self._jobs.append((rule, wildcards))
                self._compare(rule, wildcards)
            return found.files

        return files

    def digest(self, rule: str) -> Callable[[Wildcards], str]:
        """Return a params function: the digest of the files of the rule's `code`."""
        return lambda wildcards: self._sources(rule, wildcards).digest

    def accept(self) -> None:
        """Write into all records that the present code and settings made the results.

        After `snakemake --touch`. The key `accepted` keeps what differed. Not accepted
        are files that are not as their job wrote them, and comparisons of other rows.
        """
        for rule, wildcards in self._jobs:
            outputs = list(map(Path, self._plan.outputs(rule, wildcards)))
            old = self._records.of(outputs[0])
            if not all(map(Path.exists, outputs)) or (
                old and self._other_rows(old, rule, wildcards)
            ):
                continue
            hashes = {output.name: records.sha256(output) for output in outputs}
            inputs = old["inputs"] if old else {}
            new = {
                "versions": {},
                **(old or {}),
                "rule": rule,
                "wildcards": dict(wildcards),
                "code": self._sources(rule, wildcards).hashes,
                "params": self._plan.params(rule, wildcards),
                "inputs": {f: self._records.hash_of(f) or inputs[f] for f in inputs},
                "outputs": hashes,
            }
            if old and old["outputs"] != hashes:
                continue
            if new != old:
                changed = [key for key in new if not old or new[key] != old.get(key)]
                accepted = sorted({*changed, *(old or {}).get("accepted", [])})
                records.write(outputs, {**new, "accepted": accepted})

    def keep_old(self) -> None:
        """Let the earlier outputs of jobs that failed be as they were.

        Snakemake has put a copy of them back, with the present time, so that the jobs
        that read them would run again; and it has noted that the present params made
        them.
        """
        unfinished = self._plan.unfinished()
        self._records = Records(self._settle)
        for rule, wildcards in self._jobs:
            outputs = self._plan.outputs(rule, wildcards)
            for file in unfinished.intersection(outputs):
                old = self._times.get(file)
                if old is None or not Path(file).exists():
                    continue
                if Path(file).stat().st_mtime < self._started:
                    continue
                if self._records.hash_of(file) == records.sha256(file):
                    os.utime(file, ns=(old, old))
                    self._plan.forget(rule, wildcards)

    def _settle(self, folder: Path) -> None:
        """Settle which records describe the files of a folder whose jobs have ended."""
        for kept in earlier.kept_in(folder):
            own = kept.name.removesuffix(f".json{earlier.ENDING}")
            if self._plan.has_ended(str(folder / own)):
                earlier.settle(kept)

    def _other_rows(self, record: Record, rule: str, wildcards: Wildcards) -> bool:
        present = self._plan.params(rule, wildcards)
        return any(record["params"].get(name) != present.get(name) for name in ROWS)

    def _sources(self, rule: str, wildcards: Wildcards) -> Sources:
        """Find and hash the source files of a job."""
        names = dict(wildcards)
        if "model" in names:
            model = configuration.model(self._config, names["model"])
            names["architecture"] = model["architecture"]
        if "dataset" in names:
            names["source"] = self._config["datasets"][names["dataset"]]["source"]
        paths = tuple(template.format(**names) for template in self._templates[rule])
        if paths not in self._known:
            files = closure(*(self._base / path for path in paths))
            for file in files:
                if file not in self._hashes:
                    self._hashes[file] = records.code_hashes([file])
            found = {k: v for file in files for k, v in self._hashes[file].items()}
            hashes = dict(sorted(found.items()))
            seen = [os.path.relpath(file) for file in files]
            self._known[paths] = Sources(seen, hashes, records.digest(hashes))
        return self._known[paths]

    def _ran(self, rule: str, wildcards: Wildcards) -> bool:
        """Tell whether a job has outputs, or the record of those that it had."""
        if not self._plan.keeps_records(rule):
            return False
        outputs = self._plan.outputs(rule, wildcards)
        if any(map(os.path.exists, outputs)):
            return True
        with suppress(DamagedRecord):
            return self._records.of(outputs[0]) is not None
        return False

    def _compare(self, rule: str, wildcards: Wildcards) -> None:
        """Make a job run, and say why, if its record is not of the present plan."""
        outputs = self._plan.outputs(rule, wildcards)
        made = filter(os.path.exists, outputs)
        self._times |= {file: Path(file).stat().st_mtime_ns for file in made}
        reason = self._foreign(rule, wildcards, outputs)
        reason = reason or self._outdated(rule, wildcards, outputs[0])
        if reason:
            self._plan.force(outputs)
        # One line per reason: a changed file can be the reason of a hundred jobs.
        if reason and reason not in self._told:
            self._told.add(reason)
            self._plan.say(f"{outputs[0]}: {reason}; {rule} runs again")

    def _foreign(self, rule: str, wildcards: Wildcards, outputs: list[str]) -> str:
        """Say why `outputs` cannot be results of this job; "" if they can."""
        try:
            record = self._records.of(outputs[0])
            if record is None:
                return "there is no record of how it was made"
            if (record["rule"], record["wildcards"]) != (rule, dict(wildcards)):
                return "it is the result of another job"
            for file, content in record["inputs"].items():
                if self._records.hash_of(file) not in (None, content):
                    return f"it was made from another {file}"
                # Outputs that were deleted with what they were made of are not missed.
                left = any(map(os.path.exists, outputs))
                gone = left and not os.path.exists(file)  # noqa: PTH110
                if gone and not self._plan.has_notes(rule, wildcards):
                    return f"{file} is gone, from which it was made"
        except DamagedRecord as error:
            return str(error)
        return ""

    def _outdated(self, rule: str, wildcards: Wildcards, output: str) -> str:
        """Say what has changed since this job made `output`; "" if nothing has."""
        record = self._records.of(output)
        new, old = self._sources(rule, wildcards).hashes, record["code"]
        changed = [name for name in old | new if old.get(name) != new.get(name)]
        if changed:
            more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
            return f"it was made with another {min(changed)}{more}"
        new, old = self._plan.params(rule, wildcards), record["params"]
        changed = [name for name in old | new if old.get(name) != new.get(name)]
        if changed == ["software"]:
            return f"it was made with {old['software']}, not {new['software']}"
        return f"settings have changed: {', '.join(changed)}" if changed else ""
