"""Results of earlier jobs, used to plan new ones: data sizes, and costs of trainings.

None of it is a reason to run a job again.
"""

import functools
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from galaxybench.config import allocations, declarations
from galaxybench.config.allocations import Measured
from galaxybench.config.runs import Config, Run, scheme_of
from galaxybench.workflow.paths import IMAGES, PROBE, SPLIT, Wildcards, run_file
from galaxybench.workflow.run_inputs import RunInputs

Kind = tuple[str, str, str, str]


def kind_of(job: Wildcards | Run) -> Kind:
    """Return (dataset, split, recipe, model), which runs that differ in seed share."""
    return job.dataset, job.split, job.recipe, job.model


def read_json(path: str | Path) -> Any:  # noqa: ANN401
    """Return the content of a JSON file; None if it does not exist or is not whole."""
    try:
        return _parsed_json(path, Path(path).stat().st_mtime_ns)
    except (OSError, ValueError):
        return None


@functools.cache
def _parsed_json(path: str | Path, _changed: int) -> Any:  # noqa: ANN401
    return json.loads(Path(path).read_text())


class ExistingResults:
    """Reads data/ and results/ in the working folder."""

    def __init__(self, config: Config) -> None:
        """Keep the resolved configuration, to recognize results of an older one."""
        self._config = config
        self._runs = RunInputs(config)
        self._measured: dict[Kind, Measured] = {}
        self._declared: dict[str, tuple[int, int, int, int]] = {}

    def shape(self, dataset: str) -> tuple[int, int, int, int]:
        """Return (images, height, width, channels), as imported or as declared."""
        made = read_json(f"{IMAGES}/dataset.json".format(dataset=dataset))
        if made:
            return made["images"], *made["shape"]
        if dataset not in self._declared:
            entry = self._config["datasets"][dataset]
            shape = declarations.source(entry["source"]).shape
            self._declared[dataset] = allocations.declared_shape(entry, shape)
        return self._declared[dataset]

    def images(self, wildcards: Wildcards, parts: tuple[str, ...]) -> int:
        """Count the images in parts of a split; all images before it is made."""
        made = read_json(f"{SPLIT}/split.json".format(**wildcards))
        if made:
            return sum(made["images"][part] for part in parts)
        return self.shape(wildcards.dataset)[0]

    def description(self, run: Run) -> str | None:
        """Return the path of run.json; None unless made with the present recipe."""
        path = run_file(run, "run.json")
        return path if self._is_current(read_json(path), run) else None

    def measured(self, wildcards: Wildcards) -> Measured | None:
        """Return the cost of a run of the job's model, recipe and data, or of a probe.

        The run may differ in seed and fold.
        """
        kind = kind_of(wildcards)
        if kind not in self._measured:
            with suppress(KeyError):  # in a file of an earlier version
                # None is not remembered: a run may be made while this workflow works.
                if found := self._measure(wildcards):
                    self._measured[kind] = found
        return self._measured.get(kind)

    def _measure(self, wildcards: Wildcards) -> Measured | None:
        dataset, split, recipe, model = kind_of(wildcards)
        folder, scheme = Path("results/runs", dataset), scheme_of(split)
        for path in folder.glob(f"{scheme}*/{recipe}/{model}/seed-*/run.json"):
            made = read_json(path)
            if scheme_of(path.parts[3]) == scheme and self._is_current(made, wildcards):
                if found := Measured.of_run(made):
                    return found
        probe = read_json(PROBE.format(**wildcards))
        now = self._runs.recipe(wildcards)
        if probe and all(probe[key] == now[key] for key in ("batch_size", "epochs")):
            return Measured.of_probe(probe)
        return None

    def _is_current(self, made: dict[str, Any] | None, job: Wildcards | Run) -> bool:
        """Whether the content of a run.json matches the present model and recipe."""
        present = self._runs.model(job), self._runs.recipe(job)
        return bool(made) and (made.get("model"), made.get("recipe")) == present
