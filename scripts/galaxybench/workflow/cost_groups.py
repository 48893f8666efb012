"""What `estimate_`, `tune_` and `watch_` targets of an experiment read.

Nothing is read before such a target is asked for: each method returns the function that
Snakemake calls then.
"""

from collections.abc import Callable
from typing import Any

from galaxybench.config.runs import Config, Run, runs
from galaxybench.workflow.existing_results import ExistingResults
from galaxybench.workflow.paths import (
    PROBE,
    STATE,
    TRIED,
    InputFunction,
    Wildcards,
    run_file,
)
from galaxybench.workflow.run_inputs import RunInputs

KEYS = ("dataset", "scheme", "recipe", "model")


class CostGroups:
    """Groups of an experiment's runs that differ in seed and fold alone."""

    def __init__(self, config: Config) -> None:
        """Remember the configuration.

        Args:
            config: the resolved configuration.
        """
        self._config = config
        self._runs = RunInputs(config)
        self._existing = ExistingResults(config)

    def described(self, experiment: str) -> Callable[[Wildcards], list[dict[str, Any]]]:
        """Return a params function: what is known about every group.

        Each has its `names`, the number of its `runs`, the run.json of those that are
        `done` with their present model and recipe, and the `probe` that is needed if
        none is done.
        """
        return lambda wildcards: self._described(experiment)

    def probes(self, experiment: str) -> InputFunction:
        """Return an input function: the probes that an estimate needs."""
        return lambda wildcards: [
            group["probe"] for group in self._described(experiment) if group["probe"]
        ]

    def tried(self, experiment: str) -> Callable[[Wildcards], list[list]]:
        """Return a params function: names, recipe and file of every group's tuning."""
        return lambda wildcards: [
            [_names(first), self._runs.recipe(first), TRIED.format(**first.names())]
            for first, *_ in self._groups(experiment)
        ]

    def tried_files(self, experiment: str) -> InputFunction:
        """Return an input function: the files of `tried`."""
        return lambda wildcards: [
            TRIED.format(**first.names()) for first, *_ in self._groups(experiment)
        ]

    def trainings(self, experiment: str) -> Callable[[Wildcards], list[dict[str, Any]]]:
        """Return a params function: every run, as `progress.progress` takes it."""
        return lambda wildcards: [
            {
                "names": run.names(),
                "recipe": self._runs.recipe(run),
                "done": self._existing.description(run) is not None,
                "history": run_file(run, "history.csv"),
                "state": STATE.format(**run.names()),
            }
            for run in sorted(runs(self._config, experiment))
        ]

    def _groups(self, experiment: str) -> list[list[Run]]:
        groups: dict[tuple, list[Run]] = {}
        for run in sorted(runs(self._config, experiment)):
            groups.setdefault(tuple(_names(run).values()), []).append(run)
        return list(groups.values())

    def _described(self, experiment: str) -> list[dict[str, Any]]:
        return [self._describe(group) for group in self._groups(experiment)]

    def _describe(self, group: list[Run]) -> dict[str, Any]:
        done = [path for path in map(self._existing.description, group) if path]
        return {
            "names": _names(group[0]),
            "runs": len(group),
            "done": done,
            "probe": None if done else PROBE.format(**group[0].names()),
        }


def _names(run: Run) -> dict[str, str | int]:
    names = run.names()
    return {key: names[key] for key in KEYS}
