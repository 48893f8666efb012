"""Inputs and params of an experiment's targets `estimate_`, `tune_` and `watch_`.

Each method returns a function, which Snakemake calls only if such a target is
requested. So nothing is read otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from galaxybench.config.runs import Config, Run, runs
from galaxybench.workflow import paths
from galaxybench.workflow.existing_results import ExistingResults
from galaxybench.workflow.paths import InputFunction, Wildcards, run_file
from galaxybench.workflow.run_inputs import RunInputs


@dataclass(frozen=True)
class CostGroups:
    """Groups of an experiment's runs that differ only in seed and fold."""

    config: Config = field(repr=False)

    def described(self, experiment: str) -> Callable[[Wildcards], list[dict[str, Any]]]:
        """Return a params function: one dict per group.

        It has the `names` of the group, the number of its `runs`, the run.json paths of
        the runs that are `done` with their present model and recipe, and the path of
        the `probe` that is needed if none is done, otherwise None.
        """
        return lambda wildcards: [
            self._describe(group) for group in self._groups(experiment)
        ]

    def probes(self, experiment: str) -> InputFunction:
        """Return an input function: the probes that an estimate needs."""
        groups = self.described(experiment)
        return lambda job: [group["probe"] for group in groups(job) if group["probe"]]

    def tried(self, experiment: str) -> Callable[[Wildcards], list[list]]:
        """Return a params function: [names, recipe, tuning file] of every group."""
        return lambda wildcards: [
            [
                _names(first),
                RunInputs(self.config).recipe(first),
                paths.TRIED.format(**first.names()),
            ]
            for first, *_ in self._groups(experiment)
        ]

    def tried_files(self, experiment: str) -> InputFunction:
        """Return an input function: the files of `tried`."""
        tried = self.tried(experiment)
        return lambda wildcards: [file for _, _, file in tried(wildcards)]

    def trainings(self, experiment: str) -> Callable[[Wildcards], list[dict[str, Any]]]:
        """Return a params function: every run, as `progress.progress` takes it."""
        return lambda wildcards: [
            {
                "names": run.names(),
                "recipe": RunInputs(self.config).recipe(run),
                "done": ExistingResults(self.config).description(run) is not None,
                "history": run_file(run, "history.csv"),
                "state": paths.STATE.format(**run.names()),
            }
            for run in sorted(runs(self.config, experiment))
        ]

    def _groups(self, experiment: str) -> list[list[Run]]:
        groups: dict[tuple, list[Run]] = {}
        for run in sorted(runs(self.config, experiment)):
            groups.setdefault(tuple(_names(run).values()), []).append(run)
        return list(groups.values())

    def _describe(self, group: list[Run]) -> dict[str, Any]:
        done = list(filter(None, map(ExistingResults(self.config).description, group)))
        return {
            "names": _names(group[0]),
            "runs": len(group),
            "done": done,
            "probe": None if done else paths.PROBE.format(**group[0].names()),
        }


def _names(run: Run) -> dict[str, str | int]:
    names = run.names()
    return {key: names[key] for key in ("dataset", "scheme", "recipe", "model")}
