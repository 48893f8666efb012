"""One seed for all random numbers."""

from galaxybench.machine import backends


def seed_everything(seed: int, exact: bool = True) -> None:
    """Seed Python, NumPy and Keras.

    Args:
        seed: the seed.
        exact: make operations deterministic, see `backends.make_exact`.
    """
    import keras

    keras.utils.set_random_seed(seed)
    backends.make_exact(exact)
