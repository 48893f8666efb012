"""What a job asks a cluster for: memory and minutes, from the size of its work.

An estimate is to be enough, not exact: a job that asks for too little is killed and
tried again with more. What a run or a probe has measured on the same kind of device is
taken. Where there is none the constants below count: those of processors are from the
runs in docs/measurements/results.md, those of graphics cards are assumed, low.
Runs while the Snakefile is parsed: standard library only.
"""

import math
from dataclasses import dataclass
from typing import Any

IMAGE_RULES = ("import_dataset", "split_dataset", "fit_normalization", "balance_train")
TRAINING_RULES = ("train_model", "probe_model", "tune_model")
CARD_RULES = (*TRAINING_RULES, "predict", "predict_train", "explain")
"""Rules that take a graphics card, where there is one."""

REACH = {
    "gpu": CARD_RULES,
    "mem_mb": TRAINING_RULES,
    "runtime": ("train_model",),
    "threads": TRAINING_RULES,
}
"""What is asked for -> rules that an architecture or an experiment may change it of."""

FLOPS_PER_PIXEL = 300_000
"""Of an architecture that declares none: more than all of ours but VGG-16."""

UNKNOWN_SHAPE = (20_000, 256, 256, 3)
"""Of a data set about which nothing is known before it is imported."""

_START_MINUTES = 10.0  # imports from a shared disk, building and compiling the net
_SAFETY_OF_TIME = 2.0
_SAFETY_OF_MEMORY = 1.5
_CORE_FLOPS = 1e10  # a second: depthwise convolutions reach it, dense ones ten times
_CARD_FLOPS = 2e12  # a quarter of what the smallest card in use (T4) promises
_STEP_SECONDS = 0.03  # what a batch takes however small its images are
_PROCESS_MB = 1000  # TensorFlow, the graph of a net, weights and optimizer
_CARD_PROCESS_MB = 5000  # the same and the drivers: the activations are on the card
_TRAINING_MB_A_PIXEL = 4e-3  # of a batch: activations that wait for the gradient
_PREDICTION_MB_A_PIXEL = 1e-3  # of a batch: two layers at a time
_IMAGE_SECONDS = 0.02  # to render, decode or change an image
_BYTES_A_SECOND = 1e7  # through a busy shared disk
_MB_AN_IMAGE = 1e-3  # of labels, catalog, hashes and positions; pixels are streamed


@dataclass(frozen=True)
class Work:
    """What one pass of a net over images takes.

    Attributes:
        images: that pass.
        pixels: of an image, height times width.
        batch_size: images in one step.
        flops_a_pixel: floating-point operations of an image's way through the net, by
            its pixels.
    """

    images: int
    pixels: int
    batch_size: int
    flops_a_pixel: float

    def seconds(self, gpu: int, threads: int) -> float:
        """How long the pass takes, without any margin."""
        speed = _CARD_FLOPS if gpu else _CORE_FLOPS * threads
        return (
            math.ceil(self.images / self.batch_size) * _STEP_SECONDS
            + self.images * self.pixels * self.flops_a_pixel / speed
        )

    def mem_mb(self, gpu: int, of_a_pixel: float) -> float:
        """Memory of the process, without any margin."""
        if gpu:
            return _CARD_PROCESS_MB
        return _PROCESS_MB + self.batch_size * self.pixels * of_a_pixel


@dataclass(frozen=True)
class Measured:
    """What a whole run took, or will by a probe.

    Attributes:
        seconds: of all epochs of the recipe.
        anonymous_bytes: its peak, None if unknown.
        on_card: whether a graphics card computed.
        threads: that it had.
    """

    seconds: float
    anonymous_bytes: int | None
    on_card: bool
    threads: int

    @classmethod
    def of_probe(cls, probe: dict[str, Any]) -> "Measured":
        """Read the content of a probe's JSON file."""
        return cls._of(probe, probe["seconds"])

    @classmethod
    def of_run(cls, run: dict[str, Any]) -> "Measured | None":
        """Read a run.json; None of a run that does not tell the time of a whole one."""
        if run["resumed_from_epoch"] is not None or not run["epochs_run"]:
            return None
        epochs = run["recipe"]["epochs"] / run["epochs_run"]
        return cls._of(run, run["wall_seconds"] * epochs)

    @classmethod
    def _of(cls, content: dict[str, Any], seconds: float) -> "Measured":
        return cls(
            seconds,
            content["peak_anonymous_bytes"],
            content["device"].startswith("GPU"),
            content["threads"],
        )

    def counts(self, gpu: int) -> bool:
        """Whether it was measured on what the job asks for."""
        return self.on_card == bool(gpu)


def declared_shape(
    entry: dict[str, Any], shape: list[int] | None
) -> tuple[int, int, int, int]:
    """Estimate (images, height, width, channels) of a data set before its import.

    Args:
        entry: the data set in the configuration, with its defaults.
        shape: that its source declares, or None.
    """
    images, height, width, channels = shape or UNKNOWN_SHAPE
    if isinstance(entry.get("images"), int):  # of the source, else the key of a file
        images = entry["images"]
    if side := entry["resize"] or entry.get("size"):
        height = width = side
    images = min(images, entry["limit"] or images)
    return images, height, width, entry.get("channels", channels)


def training_seconds(
    work: Work,
    epochs: int,
    gpu: int,
    threads: int,
    passes: int = 1,
    measured: Measured | None = None,
) -> float:
    """Estimate how long a training takes, without any margin.

    Args:
        work: an epoch; its images are those of training and validation together.
        epochs: at most.
        gpu: graphics cards.
        threads: cores.
        passes: of the gradient, a step: 2 with sharpness-aware minimization.
        measured: of a run or probe of the same model, recipe and data.
    """
    if measured and measured.counts(gpu):
        slower = 1 if gpu else max(1.0, measured.threads / threads)
        return measured.seconds * slower
    # A pass forward, and one of twice the work back.
    step = Work(work.images, work.pixels, work.batch_size, 3 * work.flops_a_pixel)
    return epochs * passes * step.seconds(gpu, threads)


def training_mb(work: Work, gpu: int, measured: Measured | None = None) -> int:
    """Memory to ask for to train: the same for any number of images."""
    mb = work.mem_mb(gpu, _TRAINING_MB_A_PIXEL)
    if measured and measured.counts(gpu) and measured.anonymous_bytes:
        mb = _PROCESS_MB / 2 + measured.anonymous_bytes / 1e6
    return _rounded(_SAFETY_OF_MEMORY * mb, 100)


def prediction_mb(work: Work, gpu: int) -> int:
    """Memory to ask for to predict: the same for any number of images."""
    return _rounded(_SAFETY_OF_MEMORY * work.mem_mb(gpu, _PREDICTION_MB_A_PIXEL), 100)


def minutes(seconds: float) -> int:
    """Minutes to ask for of a net's work: with its start, and a margin."""
    return _rounded(_START_MINUTES + _SAFETY_OF_TIME * seconds / 60, 5)


def streaming_minutes(images: int, image_bytes: int) -> int:
    """Minutes to ask for to go once through images, and to write them."""
    seconds = images * (_IMAGE_SECONDS + image_bytes / _BYTES_A_SECOND)
    return _rounded(_START_MINUTES + _SAFETY_OF_TIME * seconds / 60, 5)


def streaming_mb(images: int, least: int) -> int:
    """Memory to ask for to go through images: `least`, and what is known of each."""
    return _rounded(least + images * _MB_AN_IMAGE, 100)


def _rounded(value: float, step: int) -> int:
    return step * math.ceil(value / step)
