"""Requests are enough for what was measured, and grow with the work."""

from dataclasses import replace

import pytest

from galaxybench.config import allocations
from galaxybench.config.allocations import Measured, Work

SDSS, DECALS = 69 * 69, 256 * 256
SMALL = Work(17_428, SDSS, 32, 2_200)
LARGE = Work(14_188, DECALS, 32, 610_000)
RUN = {
    "recipe": {"epochs": 30},
    "epochs_run": 30,
    "resumed_from_epoch": None,
    "wall_seconds": 600.0,
    "peak_anonymous_bytes": 950_000_000,
    "device": "CPU: AMD EPYC",
    "threads": 1,
}

# CPU runs of docs/measurements/results.md: pixels, batch size, peak of anonymous MB.
MEMORY = [
    (SDSS, 32, 956),  # mobilenet_v3_small
    (SDSS, 32, 679),  # alexnet
    (DECALS, 32, 7501),  # xception
    (DECALS, 32, 3808),  # vgg16
    (DECALS, 32, 1288),  # dense
    (32 * 32, 128, 1730),  # mobilenet_v2, stride 1 at first
    (28 * 28, 128, 572),  # resnet18
]

# The same, on one thread: images an epoch, pixels, batch, operations a pixel, epochs,
# seconds.
TIMES = [
    (2_621, SDSS, 32, 2_200, 10, 103),  # mobilenet_v3_small
    (2_621, SDSS, 32, 17_000, 10, 143),  # resnet18
    (2_621, SDSS, 32, 41_000, 10, 147),  # alexnet
    (2_621, SDSS, 32, 770, 10, 15),  # dense
    (60_000, 28 * 28, 128, 17_000, 12, 711),  # resnet18
]


@pytest.mark.parametrize(("pixels", "batch", "measured"), MEMORY)
def test_memory_on_a_processor_is_enough_and_not_ten_times_too_much(
    pixels, batch, measured
):
    asked = allocations.training_mb(Work(1, pixels, batch, 1), gpu=0)
    assert 1.3 * measured < asked < 13 * measured


@pytest.mark.parametrize(
    ("images", "pixels", "batch", "flops", "epochs", "measured"), TIMES
)
def test_time_on_a_processor_is_enough_and_not_hours_too_much(
    images, pixels, batch, flops, epochs, measured
):
    work = Work(images, pixels, batch, flops)
    seconds = allocations.training_seconds(work, epochs, gpu=0, threads=1)
    assert measured < 60 * allocations.minutes(seconds) < 25 * measured + 900


def test_a_small_net_asks_for_little_time_and_vgg_for_more():
    short, long = (
        allocations.minutes(allocations.training_seconds(work, 10, gpu=1, threads=8))
        for work in (SMALL, LARGE)
    )
    assert short <= 30
    assert 120 <= long <= 720


def test_memory_grows_with_the_batch_and_not_with_the_images():
    asked = allocations.training_mb(LARGE, gpu=0)
    assert allocations.training_mb(replace(LARGE, images=10**6), gpu=0) == asked
    assert allocations.training_mb(replace(LARGE, batch_size=64), gpu=0) > 1.8 * asked
    assert allocations.prediction_mb(LARGE, gpu=0) < asked


def test_on_a_card_the_activations_are_not_in_the_memory_of_the_machine():
    larger = replace(LARGE, batch_size=256)
    assert allocations.training_mb(larger, 1) == allocations.training_mb(SMALL, 1)
    assert allocations.prediction_mb(larger, 1) == allocations.prediction_mb(SMALL, 1)


def test_time_grows_with_images_epochs_and_passes():
    def seconds(work, epochs, passes=1):
        return allocations.training_seconds(work, epochs, 1, 8, passes=passes)

    assert seconds(replace(LARGE, images=2 * LARGE.images), 5) == pytest.approx(
        seconds(LARGE, 10), rel=1e-3
    )
    assert seconds(LARGE, 5, passes=2) == seconds(LARGE, 10)


def test_a_processor_needs_longer_than_a_card_and_fewer_cores_longer_still():
    card, cores, core = (
        allocations.training_seconds(LARGE, 10, gpu, threads)
        for gpu, threads in ((1, 8), (0, 8), (0, 1))
    )
    assert card < cores < core


def test_what_was_measured_on_the_same_device_counts():
    measured = Measured.of_run(RUN)
    assert allocations.training_seconds(LARGE, 10, 0, 8, measured=measured) == 600
    assert allocations.training_mb(LARGE, 0, measured) == 2_200
    assert allocations.training_mb(LARGE, 1, measured) == allocations.training_mb(
        LARGE, 1
    )
    on_a_card = Measured.of_run(RUN | {"device": "GPU: NVIDIA H100"})
    assert allocations.training_seconds(LARGE, 10, 1, 8, measured=on_a_card) == 600
    assert allocations.training_seconds(
        LARGE, 10, 0, 8, measured=on_a_card
    ) == allocations.training_seconds(LARGE, 10, 0, 8)


def test_fewer_cores_than_were_measured_with_are_slower():
    measured = Measured.of_run(RUN | {"threads": 16})
    assert allocations.training_seconds(LARGE, 10, 0, 4, measured=measured) == 2400


def test_a_run_that_stopped_early_counts_as_one_of_all_epochs():
    assert Measured.of_run(RUN | {"epochs_run": 10}).seconds == 1800


def test_a_run_that_was_resumed_tells_no_time():
    assert Measured.of_run(RUN | {"resumed_from_epoch": 7}) is None


def test_a_probe_tells_the_time_of_a_run():
    probe = {key: RUN[key] for key in ("peak_anonymous_bytes", "device", "threads")}
    measured = Measured.of_probe(probe | {"seconds": 90.0})
    assert (measured.seconds, measured.on_gpu) == (90.0, False)


def test_memory_that_nobody_could_measure_is_estimated():
    measured = Measured.of_run(RUN | {"peak_anonymous_bytes": None})
    asked = allocations.training_mb(LARGE, 0, measured)
    assert asked == allocations.training_mb(LARGE, 0)


@pytest.mark.parametrize(
    ("entry", "declared", "shape"),
    [
        ({}, [70_000, 28, 28, 1], (70_000, 28, 28, 1)),
        ({"resize": 32, "limit": 500}, [70_000, 28, 28, 1], (500, 32, 32, 1)),
        ({"limit": 10**9}, [70_000, 28, 28, 1], (70_000, 28, 28, 1)),
        ({"images": 2_000, "size": 69}, None, (2_000, 69, 69, 3)),
        ({"images": "images"}, None, allocations.UNKNOWN_SHAPE),
        ({"size": 128, "channels": 1}, None, (20_000, 128, 128, 1)),
    ],
)
def test_a_data_set_is_sized_before_it_is_imported(entry, declared, shape):
    entry = {"resize": None, "limit": None} | entry
    assert allocations.declared_shape(entry, declared) == shape


def test_reading_images_asks_for_time_by_their_number_and_for_little_memory():
    few, many = (allocations.streaming_minutes(n, 3 * DECALS) for n in (1_000, 100_000))
    assert few < 20 < many
    assert allocations.streaming_mb(100_000, 2_000) == 2_100
