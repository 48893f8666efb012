from collections.abc import Callable

import keras
import numpy as np
import pytest
import tensorflow as tf

from galaxybench.training.batch_logs import BatchLog, GraphBatchLog

LOGS = [
    pytest.param(BatchLog, id="host"),
    pytest.param(lambda: GraphBatchLog(5), id="graph"),
]


def written(log: BatchLog, values: list[float], sizes: list[int]) -> None:
    """Log means so far as Keras does; the accuracy is a tenth of the loss."""
    log.restart()
    for n in range(1, len(values) + 1):
        mean = np.average(values[:n], weights=sizes[:n])
        log.write({"loss": mean, "accuracy": mean / 10})


@pytest.mark.parametrize("make", LOGS)
def test_quartiles_of_batches_of_which_the_last_is_smaller(make: Callable) -> None:
    log = make()
    written(log, [4, 1, 3, 2, 8], [10, 10, 10, 10, 3])
    expected = {"loss_q25": 2, "loss_q75": 4, "accuracy_q25": 0.2, "accuracy_q75": 0.4}
    assert log.quartiles(43, 10) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("make", LOGS)
def test_an_epoch_that_stops_in_the_middle_forgets_the_one_before(
    make: Callable,
) -> None:
    log = make()
    written(log, [9, 9, 9, 9, 9], [10] * 5)
    written(log, [1, 2, 3], [10] * 3)
    quartiles = log.quartiles(50, 10)
    assert quartiles["loss_q25"] == pytest.approx(1.5, rel=1e-5)
    assert quartiles["loss_q75"] == pytest.approx(2.5, rel=1e-5)


@pytest.mark.parametrize("make", LOGS)
def test_an_epoch_without_a_batch_has_no_quartiles(make: Callable) -> None:
    log = make()
    log.restart()
    assert all(np.isnan(list(log.quartiles(30, 10).values())))


def test_a_long_epoch_keeps_its_digits() -> None:
    rng = np.random.default_rng(0)
    values = rng.uniform(0.1, 0.3, 3000)
    log = GraphBatchLog(3000)
    means = np.cumsum(values) / np.arange(1, 3001)
    log.written.assign(np.stack([means, means], axis=1))
    log.batch.assign(3000)
    expected = np.percentile(values, [25, 75, 25, 75])
    got = list(log.quartiles(96_000, 32).values())
    np.testing.assert_allclose(got, expected, rtol=1e-3)


@pytest.mark.parametrize("compiled", [False, True])
def test_writes_from_within_a_graph(compiled: bool) -> None:
    log = GraphBatchLog(3)

    @tf.function(jit_compile=compiled)
    def step(mean: tf.Tensor) -> None:
        log.write({"loss": mean, "accuracy": mean / 10})

    for mean in (1.0, 2.0):
        step(tf.constant(mean))
    assert int(log.batch) == 2
    means = keras.ops.convert_to_numpy(log.written)
    np.testing.assert_allclose(means, [[1, 0.1], [2, 0.2], [0, 0]])
