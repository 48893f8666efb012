"""Memory and minutes that a job asks a cluster for, from the size of its work.

A request must be enough, not exact: a job that asks for too little is killed and tried
again with more. If a run or a probe was measured on the same kind of device, that is
used. Otherwise the constants below decide: those for CPUs are from the runs in
docs/measurements/results.md, those for GPUs are low guesses. `workflow/requests.py`
applies them to the rules.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

IMAGE_RULES = ("import_dataset", "split_dataset", "fit_normalization", "balance_train")
TRAINING_RULES = ("train_model", "probe_model", "tune_model")
GPU_RULES = (*TRAINING_RULES, "predict", "predict_train", "explain")
"""Rules whose jobs compute on a GPU, if there is one."""

REACH = {
    "gpu": GPU_RULES,
    "mem_mb": TRAINING_RULES,
    "runtime": ("train_model",),
    "threads": TRAINING_RULES,
}
"""Resource → rules whose request an architecture or an experiment may change."""

FLOPS_PER_PIXEL = 300_000
"""For an architecture that declares none: more than any of ours except VGG-16."""

UNKNOWN_SHAPE = (20_000, 256, 256, 3)
"""(images, height, width, channels) of a data set that declares no shape."""

_START_MINUTES = 10.0  # to import from a shared disk, build and compile the net
_SAFETY_OF_TIME = 2.0
_SAFETY_OF_MEMORY = 1.5
_CORE_FLOPS = 1e10  # per second, depthwise convolutions; dense layers reach ten times
_GPU_FLOPS = 2e12  # per second: a quarter of the nominal speed of a T4, a small GPU
_STEP_SECONDS = 0.03  # per batch, however small its images are
_PROCESS_MB = 1000  # for TensorFlow, the graph of a net, weights and optimizer
_GPU_PROCESS_MB = 5000  # the same and drivers; the activations are on the GPU
_TRAINING_MB_PER_PIXEL = 4e-3  # of a batch: activations kept for the backward pass
_PREDICTION_MB_PER_PIXEL = 1e-3  # of a batch: two layers at a time
_SECONDS_PER_IMAGE = 0.02  # to render, decode or change it
_BYTES_PER_SECOND = 1e7  # from a busy shared disk
_MB_PER_IMAGE = 1e-3  # for label, catalog, hash and position; pixels are streamed


@dataclass(frozen=True)
class Work:
    """One pass of a net over images."""

    images: int
    pixels: int  # of one image: height times width
    batch_size: int
    flops_per_pixel: float  # floating-point operations of a forward pass

    def seconds(self, gpu: int, threads: int) -> float:
        """Return how long a forward pass over all images takes, without any margin."""
        speed = _GPU_FLOPS if gpu else _CORE_FLOPS * threads
        return (
            math.ceil(self.images / self.batch_size) * _STEP_SECONDS
            + self.images * self.pixels * self.flops_per_pixel / speed
        )

    def mem_mb(self, gpu: int, mb_per_pixel: float) -> float:
        """Return the memory of the process in MB, without any margin."""
        if gpu:
            return _GPU_PROCESS_MB
        return _PROCESS_MB + self.batch_size * self.pixels * mb_per_pixel


@dataclass(frozen=True)
class Measured:
    """The cost of a whole run, measured or extrapolated from a probe."""

    seconds: float  # for all epochs of the recipe
    anonymous_bytes: int | None  # peak of the memory; None if unknown
    on_gpu: bool
    threads: int

    @classmethod
    def of_run(cls, run: dict[str, Any]) -> "Measured | None":
        """Read a run.json; None if the run was resumed or has no epoch."""
        if run["resumed_from_epoch"] is not None or not run["epochs_run"]:
            return None
        epochs = run["recipe"]["epochs"] / run["epochs_run"]
        return cls.of_probe({**run, "seconds": run["wall_seconds"] * epochs})

    @classmethod
    def of_probe(cls, probe: dict[str, Any]) -> "Measured":
        """Read the content of a probe's JSON file."""
        return cls(
            probe["seconds"],
            probe["peak_anonymous_bytes"],
            probe["device"].startswith("GPU"),
            probe["threads"],
        )

    def counts(self, gpu: int) -> bool:
        """Whether it was measured on the kind of device that the job asks for."""
        return self.on_gpu == bool(gpu)


def declared_shape(
    entry: dict[str, Any], shape: list[int] | None
) -> tuple[int, int, int, int]:
    """Estimate (images, height, width, channels) of a data set before its import.

    `entry` is the data set in the configuration; `shape` is what its source declares.
    """
    images, height, width, channels = shape or UNKNOWN_SHAPE
    if isinstance(entry.get("images"), int):  # else the name of a key in a file
        images = entry["images"]
    if side := entry["resize"] or entry.get("size"):
        height = width = side
    images = min(images, entry["limit"] or images)
    bands = len(entry.get("bands") or [])
    return images, height, width, bands or entry.get("channels", channels)


def training_seconds(
    work: Work,
    epochs: int,
    gpu: int,
    threads: int,
    passes: int = 1,
    measured: Measured | None = None,
) -> float:
    """Estimate the seconds that a training takes, without any margin.

    `work` is one epoch, on the images of training and validation together. There are
    two `passes` per step with sharpness-aware minimization. `measured` is what a run or
    probe of the same model, recipe and data took.
    """
    if measured and measured.counts(gpu):
        slower = 1 if gpu else max(1.0, measured.threads / threads)
        return measured.seconds * slower
    # A backward pass is twice the work of a forward pass.
    step = replace(work, flops_per_pixel=3 * work.flops_per_pixel)
    return epochs * passes * step.seconds(gpu, threads)


def training_mb(work: Work, gpu: int, measured: Measured | None = None) -> int:
    """Return the MB to request for training, the same for any number of images."""
    mb = work.mem_mb(gpu, _TRAINING_MB_PER_PIXEL)
    if measured and measured.counts(gpu) and measured.anonymous_bytes:
        mb = _PROCESS_MB / 2 + measured.anonymous_bytes / 1e6
    return _rounded(_SAFETY_OF_MEMORY * mb, 100)


def prediction_mb(work: Work, gpu: int) -> int:
    """Return the MB to request for prediction, the same for any number of images."""
    return _rounded(_SAFETY_OF_MEMORY * work.mem_mb(gpu, _PREDICTION_MB_PER_PIXEL), 100)


def minutes(seconds: float) -> int:
    """Return the minutes to request: for the start, the work itself, and a margin."""
    return _rounded(_START_MINUTES + _SAFETY_OF_TIME * seconds / 60, 5)


def streaming_minutes(images: int, image_bytes: int) -> int:
    """Return the minutes to request for reading images once, and writing them."""
    return minutes(images * (_SECONDS_PER_IMAGE + image_bytes / _BYTES_PER_SECOND))


def streaming_mb(images: int, least: int) -> int:
    """Return the MB to request for reading images: `least`, plus some per image."""
    return _rounded(least + images * _MB_PER_IMAGE, 100)


def _rounded(value: float, step: int) -> int:
    return step * math.ceil(value / step)
