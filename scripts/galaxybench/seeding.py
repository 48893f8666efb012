"""One seed for everything random, one number for all threads."""

import logging
import os

logger = logging.getLogger(__name__)


def limit_threads(threads: int) -> None:
    """Let TensorFlow and the numeric libraries use `threads` cores and no more.

    To be called before Keras or TensorFlow do anything: a running TensorFlow keeps the
    threads it has, which is logged.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(threads)
    import tensorflow as tf

    try:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        # Operations of the nets here are too large to gain from running side by side,
        # and each thread that runs one adds to those inside it.
        tf.config.threading.set_inter_op_parallelism_threads(1)
    except RuntimeError:
        logger.warning(
            "TensorFlow runs already: it keeps its own number of threads, not %d",
            threads,
        )


def seed_everything(seed: int, exact: bool = True) -> None:
    """Seed Python, NumPy and Keras.

    Args:
        seed: the seed.
        exact: make TensorFlow's operations deterministic, or give that up again. As
            long as they are, Keras compiles nothing with XLA.
    """
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(seed)
    if exact:
        tf.config.experimental.enable_op_determinism()
    else:
        from tensorflow.python.framework import config

        config.disable_op_determinism()  # which has no public name
