"""The rows of a comparison: the files and names of the runs and entries that it reads.

A row is a run, or an entry: an ensemble of runs, or predictions that were made
elsewhere. A job reads the rows of its experiment; if it has the wildcards `dataset` and
`scheme`, only those of this data set and split scheme. They are sorted, so that a new
order in the configuration reruns nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from galaxybench.config import configuration
from galaxybench.config.runs import Config, Run, entries, runs
from galaxybench.workflow.paths import (
    ENTRY,
    InputFunction,
    Wildcards,
    run_file,
    split_file,
)

Names = dict[str, str | int]
"""What identifies a row: dataset, scheme, split, recipe, model, seed."""


def comparisons(config: Config, experiment: str) -> list[tuple[str, str]]:
    """List data set and split scheme of every comparison of an experiment, sorted."""
    return sorted({(run.dataset, run.scheme) for run in runs(config, experiment)})


@dataclass(frozen=True)
class RowInputs:
    """Inputs and params of the jobs that compare, draw or write the rows.

    Names come in the order of the files.

    Attributes:
        config: the resolved configuration.
    """

    config: Config

    def runs(self, wildcards: Wildcards) -> list[Run]:
        """List the runs among the rows."""
        return _selected(wildcards, sorted(runs(self.config, wildcards.experiment)))

    def entries(self, wildcards: Wildcards) -> list[Run]:
        """List the entries among the rows."""
        return _selected(wildcards, entries(self.config, wildcards.experiment))

    def files(self, name: str) -> InputFunction:
        """Return an input function: the file `name` of every run, then every entry."""
        run_files, entry_files = self.run_files(name), self.entry_files(name)
        return lambda wildcards: run_files(wildcards) + entry_files(wildcards)

    def run_files(self, name: str) -> InputFunction:
        """Return an input function: the file `name` of every run."""
        return lambda wildcards: [run_file(run, name) for run in self.runs(wildcards)]

    def entry_files(self, name: str) -> InputFunction:
        """Return an input function: the file `name` of every entry."""
        return lambda wildcards: [
            f"{ENTRY}/{name}".format(
                experiment=wildcards.experiment, entry=entry.model, **entry.names()
            )
            for entry in self.entries(wildcards)
        ]

    def names(self, wildcards: Wildcards) -> list[Names]:
        """List the names of every run, then of every entry."""
        return [row.names() for row in self.runs(wildcards) + self.entries(wildcards)]

    def run_names(self, wildcards: Wildcards) -> list[Names]:
        """List the names of every run."""
        return [run.names() for run in self.runs(wildcards)]

    def test_time_augmentations(self, wildcards: Wildcards) -> list[str]:
        """List the test-time augmentation of every run: run.json does not hold it."""
        return [
            configuration.merged_recipe(self.config, run.recipe, run.model)[
                "test_time_augmentation"
            ]
            for run in self.runs(wildcards)
        ]

    # The training part ---------------------------------------------------------------

    def train_names(self, wildcards: Wildcards) -> list[Names]:
        """List the names of the runs that are scored on their training part, too."""
        return [run.names() for run in self._scored_on_train(wildcards)]

    def train_metrics(self, wildcards: Wildcards) -> list[str]:
        """List the scores of `train_names`."""
        return [
            run_file(run, "train_metrics.json")
            for run in self._scored_on_train(wildcards)
        ]

    def _scored_on_train(self, wildcards: Wildcards) -> list[Run]:
        scored = self.config["experiments"][wildcards.experiment]["score_train"]
        return self.runs(wildcards) if scored else []

    # Splits --------------------------------------------------------------------------

    def split_files(self, name: str) -> InputFunction:
        """Return an input function: the file `name` of every split instance."""
        return lambda wildcards: [
            split_file(run, name) for run in self._one_run_per_split(wildcards)
        ]

    def first_split_file(self, name: str) -> Callable[[Wildcards], str]:
        """Return an input function: the file `name` of the first split instance."""
        return lambda wildcards: self.split_files(name)(wildcards)[0]

    def splits(self, wildcards: Wildcards) -> list[dict[str, str]]:
        """List dataset, split and scheme of every split instance."""
        return [
            {"dataset": run.dataset, "split": run.split, "scheme": run.scheme}
            for run in self._one_run_per_split(wildcards)
        ]

    def _one_run_per_split(self, wildcards: Wildcards) -> Iterable[Run]:
        first: dict[tuple[str, str], Run] = {}
        for run in self.runs(wildcards):
            first.setdefault((run.dataset, run.split), run)
        return first.values()


def _selected(wildcards: Wildcards, rows: list[Run]) -> list[Run]:
    """Keep the rows of the job's data set and split scheme, if it has these names."""
    names = dict(wildcards)
    return [
        row
        for row in rows
        if row.dataset == names.get("dataset", row.dataset)
        and row.scheme == names.get("scheme", row.scheme)
    ]
