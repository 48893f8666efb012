"""The job of `snakemake compare`, from the key `compared` of the configuration.

A mistake in it stops this command only.
"""

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from galaxybench.config.check_texts import replaced
from galaxybench.config.messages import unknown
from galaxybench.config.planning_error import PlanningError
from galaxybench.config.runs import Config
from galaxybench.config.user_files import expanded
from galaxybench.workflow.paths import InputFunction, Wildcards

FILES = ("metrics.csv", "record.json", "answers.csv")
"""The files of an experiment that are compared; a copy of its folder holds them."""
USAGE = (
    "snakemake --cores 1 compare --config compared=FIRST,SECOND, where each is an "
    "experiment of the configuration or a copy of an experiment's folder"
)


@dataclass(frozen=True)
class CompareInputs:
    """Inputs and params of the job that compares two experiments."""

    config: Config = field(repr=False)

    def name(self) -> str:
        """Return the name of the folder of the result: `first-second`.

        If one is a copy, their names are shortened to suit any file system, and a
        digest of their places follows. A missing key is not an error here, because
        it is not yet known whether the rule will be used.
        """
        names = self._given()
        words = [Path(name).name for name in names]
        if not set(names) <= set(self.config["experiments"]):
            places = "\n".join(os.path.realpath(expanded(name)) for name in names)
            # Snakemake takes what is in braces for a wildcard.
            words = [re.sub(r"[^A-Za-z0-9_.-]+", "_", word)[:80] for word in words]
            words.append(hashlib.sha256(places.encode()).hexdigest()[:8])
        return "-".join(words) or "missing"

    def files(self, name: str) -> InputFunction:
        """Return an input function: the file `name` of both folders, in their order."""
        return lambda wildcards: [str(folder / name) for folder in self._folders()]

    def names(self, wildcards: Wildcards) -> list[str]:
        """List the names of both folders, or their paths if the names are the same.

        Raises:
            PlanningError: `compared` does not name two different experiments.
        """
        folders = self._folders()
        names = [folder.name for folder in folders]
        return names if len(set(names)) == 2 else [str(folder) for folder in folders]

    def _given(self) -> list[str]:
        given = (self.config["compared"] or "").replace("\0", "").split(",")
        return [name.strip() for name in given if name]

    def _folders(self) -> list[Path]:
        names = self._given()
        if not names:
            raise PlanningError(f"compared: missing, needed by compare: {USAGE}")
        if len(names) != 2:
            raise PlanningError(
                f"compared: got {len(names)} name(s), '{self.config['compared']}', "
                f"needed: two, separated by a comma: {USAGE}"
            )
        folders = [self._folder(name) for name in names]
        if folders[0].resolve() == folders[1].resolve():
            raise PlanningError(
                f"compared: '{names[0]}' and '{names[1]}' are the same experiment; "
                "name another one, or a copy of its folder that was made earlier"
            )
        return folders

    def _folder(self, name: str) -> Path:
        if name in self.config["experiments"]:
            return Path("results/experiments", name)
        folder = expanded(name)
        if not os.path.isdir(folder):  # noqa: PTH112 (Path.is_dir may fail)
            message = unknown("experiment", name, self.config["experiments"])
            raise PlanningError(
                f"compared: {message}; there is no such folder either (relative to "
                f"{Path.cwd()})"
            )
        if wrong := replaced(name):
            raise PlanningError(f"compared: {wrong}")
        lacking = [file for file in FILES if not (folder / file).is_file()]
        if lacking:
            raise PlanningError(
                f"compared: {name} has no {', '.join(lacking)}: name a copy of a "
                "folder results/experiments/<experiment>, as this version writes it"
            )
        return folder
