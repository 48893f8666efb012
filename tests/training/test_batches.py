import os
import threading
from pathlib import Path

import keras
import numpy as np
import pytest

from galaxybench.images.fits import open_cube
from galaxybench.training.batches import Batches, balanced_weights
from galaxybench.training.input_pipelines import AHEAD, ReadAhead
from tests.helpers.training_setup import write_blobs


@pytest.fixture
def blobs(tmp_path: Path) -> tuple[Path, np.ndarray, np.ndarray]:
    path = tmp_path / "train.fits"
    labels = write_blobs(path, 50)
    return path, np.asarray(open_cube(path)), labels


def rows_of(batches: Batches, images: np.ndarray) -> list[list[int]]:
    known = {image.tobytes(): row for row, image in enumerate(images)}
    return [
        [known[image.tobytes()] for image in batches[n][0]] for n in range(len(batches))
    ]


def test_reads_every_image_once_with_its_label(blobs: tuple) -> None:
    path, images, labels = blobs
    batches = Batches(path, 3, 16, seed=0)
    assert [len(batches[n][0]) for n in range(len(batches))] == [16, 16, 16, 2]
    rows = rows_of(batches, images)
    assert sorted(sum(rows, [])) == list(range(50))
    pixels, one_hot, weights = batches[1]
    assert pixels.dtype == np.uint8
    np.testing.assert_array_equal(one_hot.argmax(axis=1), labels[rows[1]])
    np.testing.assert_array_equal(one_hot.sum(axis=1), 1)
    np.testing.assert_array_equal(weights, 1)


def test_order_depends_on_seed_and_epoch_alone(blobs: tuple) -> None:
    path, images, _ = blobs

    def order(seed: int, epoch: int, after: int = 0) -> list:
        batches = Batches(path, 3, 16, seed=seed)
        for earlier in range(after):
            batches.start_epoch(earlier)
        batches.start_epoch(epoch)
        return rows_of(batches, images)

    assert order(1, 4) == order(1, 4, after=4)
    assert order(1, 4) != order(1, 5)
    assert order(1, 4) != order(2, 4)


def test_without_a_seed_keeps_the_order_of_the_file(blobs: tuple) -> None:
    path, images, _ = blobs
    assert sum(rows_of(Batches(path, 3, 16), images), []) == list(range(50))


def test_mixup_blends_labels_with_those_of_the_partners(blobs: tuple) -> None:
    path, images, labels = blobs
    batches = Batches(path, 3, 50, mixup=0.4)
    (pixels, partners, shares), mixed, weights = batches[0]
    np.testing.assert_array_equal(pixels, images)
    one_hot = np.eye(3)[labels]
    expected = shares[:, None] * one_hot + (1 - shares)[:, None] * one_hot[partners]
    np.testing.assert_allclose(mixed, expected, atol=1e-6)
    np.testing.assert_allclose(weights, 1, atol=1e-6)
    assert sorted(partners) == list(range(50))
    assert 0 < ((shares > 0.05) & (shares < 0.95)).sum()
    again = Batches(path, 3, 50, mixup=0.4)[0]
    np.testing.assert_array_equal(again[0][2], shares)


def test_mixup_of_weighted_classes_is_the_sum_of_the_weighted_losses(
    blobs: tuple,
) -> None:
    path, _, labels = blobs
    class_weights = np.array([0.5, 2.0, 3.0])
    batches = Batches(path, 3, 50, mixup=0.4, class_weights=class_weights)
    (_, partners, shares), mixed, weights = batches[0]
    log_p = np.log([0.2, 0.3, 0.5])
    loss = -weights * (mixed @ log_p)
    own = -class_weights[labels] * log_p[labels]
    np.testing.assert_allclose(
        loss, shares * own + (1 - shares) * own[partners], rtol=1e-5
    )


def test_mixup_of_zero_changes_nothing(blobs: tuple) -> None:
    path, _, labels = blobs
    (_, partners, shares), mixed, _ = Batches(path, 3, 50, mixup=0)[0]
    np.testing.assert_array_equal(partners, np.arange(50))
    np.testing.assert_array_equal(shares, 1)
    np.testing.assert_array_equal(mixed, np.eye(3)[labels])


def test_balanced_weights_give_classes_equal_sums() -> None:
    labels = np.array([0] * 6 + [1] * 3 + [3])
    weights = balanced_weights(labels, 4)
    sums = np.bincount(labels, weights[labels], minlength=4)
    np.testing.assert_allclose(sums, [10 / 3, 10 / 3, 0, 10 / 3])
    assert weights[labels].mean() == pytest.approx(1)


def test_root_weights_meet_the_class_sizes_halfway() -> None:
    labels = np.array([0] * 16 + [1] * 4 + [3])
    weights = balanced_weights(labels, 4, 0.5)
    np.testing.assert_allclose(weights / weights[3], [1 / 4, 1 / 2, 0, 1])
    assert weights[labels].mean() == pytest.approx(1)


@pytest.mark.parametrize("mixup", [None, 0.4])
def test_other_backends_are_fed_the_same(blobs: tuple, mixup: float | None) -> None:
    path, _, _ = blobs
    batches = Batches(path, 3, 16, seed=0, mixup=mixup)
    feed = ReadAhead(batches)
    assert len(feed) == len(batches)
    feed[0]  # Keras looks at a batch before the first epoch
    for epoch in (0, 0, 1):
        batches.start_epoch(epoch)
        fed = [feed[index] for index in range(len(feed))]
        for one, other in zip(fed, batches, strict=True):
            keras.tree.map_structure(np.testing.assert_array_equal, one, other)


def test_a_thread_reads_what_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "train.fits"
    write_blobs(path, 160)
    read, getitem, seen = [], Batches.__getitem__, threading.Condition()

    def record(batches: Batches, index: int) -> tuple:
        item = getitem(batches, index)
        with seen:
            read.append(index)
            seen.notify()
        return item

    monkeypatch.setattr(Batches, "__getitem__", record)
    batches = Batches(path, 3, 16, seed=0)
    feed = ReadAhead(batches)
    feed[0]
    with seen:
        assert seen.wait_for(lambda: len(read) == 1 + AHEAD, timeout=60)
    feed[1]
    with seen:
        assert seen.wait_for(lambda: len(read) == 2 + AHEAD, timeout=60)
    assert read == list(range(2 + AHEAD))


@pytest.mark.parametrize("change", ["touch", "cut", "replace", "delete"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    blobs: tuple, change: str
) -> None:
    path, _, _ = blobs
    batches = Batches(path, 3, 16, seed=0)
    batches[0]
    match change:
        case "touch":
            os.utime(path, (1, 1))
        case "cut":
            os.truncate(path, 100)
        case "replace":
            path.rename(path.with_suffix(".old"))
            write_blobs(path, 50)
        case "delete":
            path.unlink()
    for feed in (batches, ReadAhead(batches)):
        with pytest.raises(ValueError, match=f"{path} was changed while it was read"):
            feed[1]
