"""Differences between the backends that Keras can run on.

The environment variable KERAS_BACKEND chooses: tensorflow (the default), jax or torch.
Other modules check the backend only for features that a single backend supports.
"""

import logging
import os
from collections.abc import Callable
from typing import Any

from galaxybench.machine import surroundings

logger = logging.getLogger(__name__)


def name() -> str:
    """Name the backend that Keras runs on."""
    import keras

    return keras.config.backend()


def limit_threads(threads: int) -> None:
    """Let the backend and the numeric libraries use at most `threads` cores.

    Call it once per process, before Keras is imported, because it also takes away what
    the user's home and environment would change. A running TensorFlow keeps its number
    of threads, with a warning.
    """
    surroundings.settle()
    _set_defaults()
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(threads)
    # Read by XLA's CPU client in JAX.
    os.environ["NPROC"] = str(threads)
    if name() == "torch":
        import torch

        torch.set_num_threads(threads)
    if name() != "tensorflow":
        return
    import tensorflow as tf

    try:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        # Operations of these nets are too large to gain from running side by side, and
        # each thread that runs one adds to the threads inside it.
        tf.config.threading.set_inter_op_parallelism_threads(1)
    except RuntimeError:
        message = "TensorFlow runs already and keeps its own number of threads, not %d"
        logger.warning(message, threads)


def _set_defaults() -> None:
    """Set the number format, the smallest divisor and the order of axes of Keras."""
    import keras

    keras.config.set_floatx("float32")
    keras.config.set_epsilon(1e-7)
    keras.config.set_image_data_format("channels_last")


def seed_everything(seed: int, exact: bool = True) -> None:
    """Seed Python, NumPy and Keras; make operations deterministic, or undo that.

    While TensorFlow's operations are deterministic, Keras compiles nothing with XLA.
    JAX is always deterministic on CPUs.
    """
    import keras

    keras.utils.set_random_seed(seed)
    match name():
        case "tensorflow":
            import tensorflow as tf

            from galaxybench.machine import internals

            if exact:
                tf.config.experimental.enable_op_determinism()
            else:
                internals.disable_determinism()
        case "torch":
            import torch

            # Required by cuBLAS.
            os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
            torch.use_deterministic_algorithms(exact)


def gradient(function: Callable[[Any], Any], x: Any) -> Any:  # noqa: ANN401
    """Differentiate a scalar function at a tensor of the backend."""
    match name():
        case "tensorflow":
            import tensorflow as tf

            with tf.GradientTape() as tape:
                tape.watch(x)
                y = function(x)
            return tape.gradient(y, x)
        case "jax":
            import jax

            return jax.grad(function)(x)
        case "torch":
            import torch

            x = x.detach().requires_grad_()
            return torch.autograd.grad(function(x), x)[0]
    raise NotImplementedError(f"no gradients on the backend {name()} of Keras")


def device_count() -> int:
    """Count the GPUs that the backend sees; without any, its other devices."""
    match name():
        case "tensorflow":
            import tensorflow as tf

            return len(tf.config.list_physical_devices("GPU")) or 1
        case "jax":
            import jax

            return jax.device_count()
        case "torch":
            import torch

            return torch.cuda.device_count() or 1
    return 1


def gpu() -> str | None:
    """Name of the GPU that the backend uses; None on a CPU."""
    found = _gpu()
    return found and found[0]


def _gpu() -> tuple[str, bool] | None:
    """Name of the first GPU; whether bfloat16 is fast (NVIDIA's since Ampere, 8)."""
    match name():
        case "tensorflow":
            import tensorflow as tf

            if not (gpus := tf.config.list_physical_devices("GPU")):
                return None
            details = tf.config.experimental.get_device_details(gpus[0])
            fast = details.get("compute_capability", (0, 0)) >= (8, 0)
            return details.get("device_name", "unknown"), fast
        case "jax":
            import jax

            device = jax.devices()[0]
            if device.platform != "gpu":
                return None
            # Text such as "9.0"; AMD's GPUs have names such as "gfx90a" there.
            major = str(getattr(device, "compute_capability", "")).partition(".")[0]
            return device.device_kind, major.isdecimal() and int(major) >= 8
        case "torch":
            import torch

            if not torch.cuda.is_available():
                return None
            fast = torch.cuda.get_device_capability() >= (8, 0)
            return torch.cuda.get_device_name(), fast
    return None


def faster_settings(recipe: dict[str, Any]) -> list[str]:
    """List settings, as YAML, that a recipe lacks and that are faster on most GPUs."""
    if (found := _gpu()) is None:
        return []
    faster = []
    if recipe["precision"] == "float32" and found[1]:
        faster.append("precision: mixed_bfloat16")
    # JAX always compiles; TensorFlow compiles no step with one of these in it.
    warps = [recipe["augmentation"][key] for key in ("rotation", "shift", "zoom")]
    if name() == "tensorflow" and recipe["jit"] is not True and not any(warps):
        faster.append("jit: true")
    return faster
