"""One seed for everything random."""

from galaxybench.machine import backends


def seed_everything(seed: int, exact: bool = True) -> None:
    """Seed Python, NumPy and Keras.

    Args:
        seed: the seed.
        exact: make operations deterministic, as `backends.make_exact` says.
    """
    import keras

    keras.utils.set_random_seed(seed)
    backends.make_exact(exact)
