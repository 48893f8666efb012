"""The description of a run, run.json: what was trained, how, where and at what cost."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import harmonic_mean
from typing import Any

from galaxybench.blocks.batch_norm import batch_normalizations
from galaxybench.jobs import environment, gpu_slots
from galaxybench.jobs.energy import GpuEnergy
from galaxybench.jobs.memory import PeakMemory
from galaxybench.machine import backends, surroundings
from galaxybench.networks import flops
from galaxybench.networks.stretch import Stretch
from galaxybench.training.epochs import Epochs
from galaxybench.training.session import Session


@dataclass(frozen=True)
class Watch:
    """Measurements of a job while it trains, and facts noted when it starts.

    Commit and versions are noted at the start, since sources may be edited during a
    run.
    """

    started: datetime
    clock: float
    git: tuple
    versions: dict[str, str]
    energy: GpuEnergy
    memory: PeakMemory


@contextmanager
def watch() -> Iterator[Watch]:
    """Measure energy and memory while a `with` block trains."""
    now, clock = datetime.now(UTC), time.perf_counter()
    sources = environment.git_state(), environment.versions()
    gpus = gpu_slots.own() if backends.gpu() else []
    with GpuEnergy(gpus) as energy, PeakMemory() as memory:
        yield Watch(now, clock, *sources, energy, memory)


def describe(
    session: Session, epochs: Epochs, watched: Watch, threads: int, devices: int
) -> dict[str, Any]:
    """Return the content of run.json, except for the names and digests of the run.

    Call it after the `with` block of `watched` has ended. `devices` is the number of
    devices that shared each batch.
    """
    spec, classifier = session.spec, session.classifier
    commit, dirty = watched.git
    stretch = Stretch.of_recipe(spec.recipe["stretch"], spec.statistics)
    momenta = [layer.momentum for layer in batch_normalizations(classifier)]
    return {
        "recipe": spec.recipe,
        "stretch": stretch and stretch.described(),
        "model": spec.model,
        "seed": spec.seed,
        "parameters": classifier.count_params(),
        "trainable_parameters": sum(
            math.prod(weight.shape) for weight in classifier.trainable_weights
        ),
        "flops": flops.count(classifier),
        "batch_norm_momentum": max(momenta, default=None),
        "train_images": len(session.train.labels),
        "epochs_run": len(epochs.history),
        "best_epoch": epochs.best_epoch,
        "stopped_because": epochs.stopped_because,
        "resumed_from_epoch": epochs.resumed_from,
        "wall_seconds": time.perf_counter() - watched.clock,
        "train_seconds": sum(row["seconds"] for row in epochs.history),
        "images_per_second": harmonic_mean(
            row["images_per_second"] for row in epochs.history
        ),
        # Measured in this job alone, while the jobs before it used energy too.
        "energy_joules": None if epochs.resumed_from else watched.energy.joules,
        "peak_memory_bytes": watched.memory.total_bytes,
        "peak_anonymous_bytes": watched.memory.anonymous_bytes,
        "device": environment.device(),
        "devices": devices,
        "faster_settings": backends.faster_settings(spec.recipe),
        "threads": threads,
        "backend": backends.name(),
        "versions": watched.versions,
        "switches": surroundings.switches(),
        "git_commit": commit,
        "git_dirty": dirty,
        "started": watched.started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }
