"""Requests of jobs: threads, memory, minutes, GPUs and priority.

The configuration decides. What it leaves open is computed from the size of the work
(`config/allocations.py` has the numbers) and from the cost of earlier runs and probes.
Memory and minutes grow with every attempt, unless the configuration sets them. A
changed request never reruns a job.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from galaxybench.config import allocations, declarations
from galaxybench.config.allocations import Work
from galaxybench.config.runs import Config, runs
from galaxybench.workflow.existing_results import ExistingResults, kind_of
from galaxybench.workflow.paths import Wildcards
from galaxybench.workflow.run_inputs import RunInputs

TRAINING_THREADS = 8
PREDICTION_BATCH = 64
PREDICT_FIRST = 100_000
"""Priority of short jobs that complete a run, above that of every training."""

Resources = dict[str, Callable[..., Any]]
"""Name of a resource → the function that Snakemake calls for each job."""


def light(mb: int = 1500, minutes: int = 10) -> Resources:
    """Return memory and minutes of a job that needs no GPU and reads few images."""
    return {
        "mem_mb": lambda wildcards, attempt: mb * attempt,
        "runtime": lambda wildcards, attempt: minutes * attempt,
    }


class Requests:
    """Requests of the jobs that read images, train or predict."""

    def __init__(self, config: Config) -> None:
        """Read the requests in the resolved configuration."""
        self._asked = config["resources"]
        self._runs = RunInputs(config)
        self._existing = ExistingResults(config)
        self._kinds = {
            experiment: {kind_of(run) for run in runs(config, experiment)}
            for experiment in self._asked["experiments"]
        }

    def threads(self, rule: str, default: int) -> Callable[[Wildcards], int]:
        """Return the function that gives the threads of a rule's jobs."""
        return lambda wildcards: self._configured(rule, "threads", wildcards) or default

    def gpus(self, rule: str) -> Resources:
        """Return the resource that asks for the GPUs of a rule's jobs."""
        if self._asked["gpu_request"] == "gpu":
            return {"gpu": lambda wildcards: self._gpus(rule, wildcards)}

        def gres(wildcards: Wildcards) -> str | None:
            gpus = self._gpus(rule, wildcards)
            return f"gpu:{gpus}" if gpus else None

        return {"gres": gres}

    def training(
        self, rule: str, batches: int = 1, minutes: int | None = None
    ) -> Resources:
        """Return the resources of a rule that trains.

        `batches` is the largest batch size that it tries, as a multiple of the
        recipe's. `minutes` sets the time of a job; None computes that of a whole
        training.
        """

        def mb(wildcards: Wildcards) -> int:
            work = self._training_work(wildcards)
            larger = replace(work, batch_size=batches * work.batch_size)
            measured = self._existing.measured(wildcards) if batches == 1 else None
            gpus = self._gpus(rule, wildcards)
            return allocations.training_mb(larger, gpus, measured)

        def estimate(wildcards: Wildcards, threads: int) -> int:
            seconds = self._training_seconds
            return minutes or allocations.minutes(seconds(wildcards, threads))

        return {**self.gpus(rule), **self._growing(rule, mb, estimate)}

    def longest_first(self, wildcards: Wildcards) -> float:
        """Return the priority of a training: its minutes. The longest starts first."""
        threads = self.threads("train_model", TRAINING_THREADS)(wildcards)
        return round(self._training_seconds(wildcards, threads) / 60, 2)

    def prediction(
        self, rule: str, *parts: str, minutes: int | None = None
    ) -> Resources:
        """Return the resources of a rule that predicts.

        `parts` are the parts of the split that it predicts. `minutes` sets the time of
        a job; None computes it from the parts.
        """

        def mb(wildcards: Wildcards) -> int:
            work = self._work(wildcards, PREDICTION_BATCH)
            return allocations.prediction_mb(work, self._gpus(rule, wildcards))

        def estimate(wildcards: Wildcards, threads: int) -> int:
            if minutes:
                return minutes
            views = 8 if self._runs.test_time_augmentation(wildcards) != "none" else 1
            work = self._work(wildcards, PREDICTION_BATCH, *parts)
            seconds = work.seconds(self._gpus(rule, wildcards), threads)
            return allocations.minutes(views * seconds)

        return {**self.gpus(rule), **self._growing(rule, mb, estimate)}

    def streaming(self, rule: str, mb: int) -> Resources:
        """Return the resources of a rule that reads a data set; `mb` is a minimum."""

        def minutes(wildcards: Wildcards, threads: int) -> int:
            images, *shape = self._existing.shape(wildcards.dataset)
            return allocations.streaming_minutes(images, math.prod(shape))

        def memory(wildcards: Wildcards) -> int:
            images = self._existing.shape(wildcards.dataset)[0]
            return allocations.streaming_mb(images, mb)

        return self._growing(rule, memory, minutes)

    def _configured(self, rule: str, key: str, wildcards: Wildcards) -> int | None:
        """Return the most specific request in the configuration; None without any."""
        if rule in allocations.REACH[key]:
            kind = kind_of(wildcards)
            values = [
                request[key]
                for experiment, request in self._asked["experiments"].items()
                if request[key] is not None and kind in self._kinds[experiment]
            ]
            if values:
                return max(values)
            architecture = self._runs.model(wildcards)["architecture"]
            request = self._asked["architectures"].get(architecture, {})
            if request.get(key) is not None:
                return request[key]
        return self._asked["rules"].get(rule, {}).get(key)

    def _gpus(self, rule: str, wildcards: Wildcards) -> int:
        gpus = self._configured(rule, "gpu", wildcards)
        return self._asked["gpu"] if gpus is None else gpus

    def _growing(self, rule: str, mb: Callable, minutes: Callable) -> Resources:
        """Return the configured requests, or else the estimates times the attempt."""

        def mem_mb(wildcards: Wildcards, attempt: int) -> int:
            configured = self._configured(rule, "mem_mb", wildcards)
            return configured or mb(wildcards) * attempt

        def runtime(wildcards: Wildcards, attempt: int, threads: int) -> int:
            configured = self._configured(rule, "runtime", wildcards)
            return configured or minutes(wildcards, threads) * attempt

        return {"mem_mb": mem_mb, "runtime": runtime}

    def _work(self, wildcards: Wildcards, batch_size: int, *parts: str) -> Work:
        """Describe one pass of the job's net over parts of its split."""
        _, height, width, _ = self._existing.shape(wildcards.dataset)
        architecture = self._runs.model(wildcards)["architecture"]
        return Work(
            self._existing.images(wildcards, parts),
            height * width,
            batch_size,
            declarations.model_flops(architecture) or allocations.FLOPS_PER_PIXEL,
        )

    def _training_work(self, wildcards: Wildcards) -> Work:
        recipe = self._runs.recipe(wildcards)
        work = self._work(wildcards, recipe["batch_size"], "train", "valid")
        # Balancing adds at most as many copies as there are images.
        copies = 1 if recipe["balance"] == "none" else 2
        return replace(work, images=copies * work.images)

    def _training_seconds(self, wildcards: Wildcards, threads: int) -> float:
        recipe = self._runs.recipe(wildcards)
        return allocations.training_seconds(
            self._training_work(wildcards),
            recipe["epochs"],
            self._gpus("train_model", wildcards),
            threads,
            passes=2 if recipe["optimizer"]["sam"] else 1,
            measured=self._existing.measured(wildcards),
        )
