"""The rows of a comparison: the files and names of the runs and entries that it reads.

A row is a run, or an entry: an ensemble of runs, or predictions that were made
elsewhere. A job reads the rows of its experiment; if it has the wildcards `dataset` and
`scheme`, only those of this data set and split scheme. They are sorted, so that a new
order in the configuration reruns nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from galaxybench.config.planning_error import PlanningError
from galaxybench.config.runs import (
    KINDS,
    Config,
    Run,
    entries,
    entry_of,
    files_of,
    members,
    planned,
    runs,
)
from galaxybench.workflow import paths
from galaxybench.workflow.paths import InputFunction, Wildcards, entry_file, run_file
from galaxybench.workflow.run_inputs import RunInputs, own_content
from galaxybench.workflow.user_paths import user_file

Names = dict[str, str | int]
"""What identifies a row: dataset, scheme, split, recipe, model, seed."""


def comparisons(config: Config, experiment: str) -> list[tuple[str, str]]:
    """List data set and split scheme of every comparison of an experiment, sorted."""
    rows = runs(config, experiment) + entries(config, experiment)
    return sorted({(row.dataset, row.scheme) for row in rows})


@dataclass(frozen=True)
class RowInputs:
    """Inputs and params of the jobs that compare, draw or write the rows.

    Names come in the order of the files.
    """

    config: Config = field(repr=False)

    def runs(self, wildcards: Wildcards) -> list[Run]:
        """List the runs among the rows."""
        return _selected(wildcards, sorted(runs(self.config, wildcards.experiment)))

    def planned(self, wildcards: Wildcards) -> list[Run]:
        """List the runs among the rows, also those that are left out."""
        return _selected(wildcards, sorted(planned(self.config, wildcards.experiment)))

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
            entry_file(wildcards.experiment, entry, name)
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
        augmentation = RunInputs(self.config).test_time_augmentation
        return [augmentation(run) for run in self.runs(wildcards)]

    def settings(self, wildcards: Wildcards) -> list[dict[str, Any]]:
        """List recipe, model and test-time augmentation (`views`) of every run."""
        made = RunInputs(self.config)
        return [
            {
                "recipe": made.recipe(run),
                "model": made.model(run),
                "views": made.test_time_augmentation(run),
            }
            for run in self.runs(wildcards)
        ]

    def train_names(self, wildcards: Wildcards) -> list[Names]:
        """List the names of the runs that are scored on their training part, too."""
        scored = self.config["experiments"][wildcards.experiment]["score_train"]
        return self.run_names(wildcards) if scored else []

    def train_metrics(self, wildcards: Wildcards) -> list[str]:
        """List the scores of `train_names`."""
        names = self.train_names(wildcards)
        return [f"{paths.RUN}/train_metrics.json".format(**run) for run in names]

    def split_files(self, name: str) -> InputFunction:
        """Return an input function: the file `name` of every split instance."""
        return lambda wildcards: [
            f"{paths.SPLIT}/{name}".format(**split) for split in self.splits(wildcards)
        ]

    def first_split_file(self, name: str) -> Callable[[Wildcards], str]:
        """Return an input function: the file `name` of the first split instance."""
        return lambda wildcards: self.split_files(name)(wildcards)[0]

    def dataset_files(self, name: str) -> InputFunction:
        """Return an input function: the file `name` of every data set."""
        return lambda wildcards: [
            f"{paths.IMAGES}/{name}".format(dataset=dataset)
            for dataset in self.datasets(wildcards)
        ]

    def datasets(self, wildcards: Wildcards) -> list[str]:
        """List the data sets of the runs."""
        return list(dict.fromkeys(each["dataset"] for each in self.splits(wildcards)))

    def splits(self, wildcards: Wildcards) -> list[dict[str, str]]:
        """List dataset, split and scheme of every split instance."""
        rows = self.runs(wildcards) + self.entries(wildcards)
        found = {(row.dataset, row.split): row.scheme for row in rows}
        return [
            {"dataset": dataset, "split": split, "scheme": scheme}
            for (dataset, split), scheme in found.items()
        ]


@dataclass(frozen=True)
class EntryInputs:
    """Inputs and params of the job that makes the row `wildcards.entry`."""

    config: Config = field(repr=False)

    def names(self, kind: str) -> Callable[[Wildcards], Names]:
        """Return a params function: the row's names. `kind` is ENSEMBLE or EXTERNAL."""
        return lambda job: Run(
            job.dataset, job.split, kind, *entry_of(job.entry)
        ).names()

    def ensemble(self, wildcards: Wildcards) -> dict[str, Any]:
        """Return the entry of the ensemble in the configuration."""
        experiment = self.config["experiments"][wildcards.experiment]
        return experiment["ensembles"][wildcards.entry]

    def member_names(self, wildcards: Wildcards) -> list[Names]:
        """List the names of the rows that the ensemble consists of, runs first."""
        return [row.names() for row in self._members(wildcards)]

    def member_files(self, name: str) -> InputFunction:
        """Return an input function: the file `name` of every row of `member_names`."""
        return lambda job: [
            entry_file(job.experiment, row, name)
            if row.recipe in KINDS
            else run_file(row, name)
            for row in self._members(job)
        ]

    def member_run_files(self, name: str) -> InputFunction:
        """Return an input function: the file `name` of the runs of `member_names`."""
        return lambda job: [
            run_file(row, name) for row in self._members(job) if row.recipe not in KINDS
        ]

    def _members(self, job: Wildcards) -> list[Run]:
        return members(self.config, job.experiment, job.entry, job.dataset, job.split)

    def prediction_path(self, wildcards: Wildcards) -> str:
        """Return the path of the user's predictions as it is in the configuration."""
        _, seed = entry_of(wildcards.entry)
        return self._files(wildcards)[seed]

    def _files(self, wildcards: Wildcards) -> list[str]:
        experiment = self.config["experiments"][wildcards.experiment]
        name, _ = entry_of(wildcards.entry)
        return files_of(experiment["predictions"][name])

    def prediction_content(self, wildcards: Wildcards) -> str | None:
        """Return the sha256 of the user's predictions; None if the file is gone."""
        return own_content(self.prediction_path(wildcards))

    def prediction_file(self, wildcards: Wildcards) -> list[str]:
        """List the user's file of predictions.

        Raises:
            PlanningError: the file does not exist, or is the same as an earlier one of
                its row. All files of the experiment that do not exist are named.
        """
        name, seed = entry_of(wildcards.entry)
        key = f"experiments.{wildcards.experiment}.predictions.{name}.file"
        files = self._files(wildcards)
        try:
            found = str(user_file(key, files[seed]))
        except PlanningError:
            raise self._missing(wildcards.experiment) from None
        content = own_content(files[seed])
        for earlier in files[:seed]:
            if content is not None and own_content(earlier) == content:
                raise PlanningError(
                    f"{key}: {earlier} and {files[seed]} are the same, byte for byte: "
                    "they are not two seeds; remove one of them"
                )
        return [found]

    def _missing(self, experiment: str) -> PlanningError:
        """Name every file of predictions of an experiment that cannot be read."""
        found = []
        rows = self.config["experiments"][experiment]["predictions"]
        for name, entry in rows.items():
            key = f"experiments.{experiment}.predictions.{name}.file"
            for file in files_of(entry):
                try:
                    user_file(key, file)
                except PlanningError as error:
                    found.append(str(error))
        return PlanningError("\n".join(found))


def _selected(wildcards: Wildcards, rows: list[Run]) -> list[Run]:
    """Keep the rows of the job's data set and split scheme, if it has these names."""
    names = dict(wildcards)
    return [
        row
        for row in rows
        if row.dataset == names.get("dataset", row.dataset)
        and row.scheme == names.get("scheme", row.scheme)
    ]
