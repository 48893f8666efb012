"""What differs between the backends that Keras can run on.

The environment variable KERAS_BACKEND chooses: tensorflow (the default), jax or torch.
Nothing else in galaxybench asks which one it is, but for what one alone can do.
"""

import logging
import os
from collections.abc import Callable
from typing import Any

logger = logging.getLogger(__name__)


def name() -> str:
    """The backend that Keras runs on, or will."""
    import keras

    return keras.backend.backend()


def limit_threads(threads: int) -> None:
    """Let the backend and the numeric libraries use `threads` cores and no more.

    To be called before Keras does anything: a running TensorFlow keeps the threads it
    has, which is logged.
    """
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(threads)
    # What XLA's processor client of JAX reads.
    os.environ["NPROC"] = str(threads)
    match name():
        case "tensorflow":
            _limit_tensorflow(threads)
        case "torch":
            import torch

            torch.set_num_threads(threads)


def _limit_tensorflow(threads: int) -> None:
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


def make_exact(exact: bool) -> None:
    """Make operations give the same bits every time, or give that up again.

    As long as TensorFlow's are deterministic, Keras compiles nothing with XLA. JAX is
    deterministic on processors by itself.
    """
    match name():
        case "tensorflow":
            from tensorflow.python.framework import config

            # To give it up has no public name.
            if exact:
                config.enable_op_determinism()
            else:
                config.disable_op_determinism()
        case "torch":
            import torch

            # What cuBLAS wants for it.
            os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
            torch.use_deterministic_algorithms(exact)


def gradient(function: Callable[[Any], Any], x: Any) -> Any:  # noqa: ANN401
    """Differentiate a function that gives one number, at a tensor of the backend."""
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
    """How many graphics cards the backend sees, or else devices of another kind."""
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
    """Name of the graphics card that the backend uses; None on a processor."""
    match name():
        case "tensorflow":
            import tensorflow as tf

            cards = tf.config.list_physical_devices("GPU")
            details = cards and tf.config.experimental.get_device_details(cards[0])
            return details.get("device_name", "unknown") if cards else None
        case "jax":
            import jax

            device = jax.devices()[0]
            return device.device_kind if device.platform == "gpu" else None
        case "torch":
            import torch

            return torch.cuda.get_device_name() if torch.cuda.is_available() else None
    return None


def faster_settings(recipe: dict[str, Any]) -> list[str]:
    """Settings that as a rule are faster on the graphics card, and a recipe has not.

    Args:
        recipe: of which `precision`, `jit` and `augmentation` matter.

    Returns:
        As YAML; none on a processor.
    """
    if gpu() is None:
        return []
    faster = []
    if recipe["precision"] == "float32" and _computes_bfloat16():
        faster.append("precision: mixed_bfloat16")
    # JAX compiles by itself; TensorFlow no step that has one of these in it.
    warps = [recipe["augmentation"][key] for key in ("rotation", "shift", "zoom")]
    if name() == "tensorflow" and recipe["jit"] is not True and not any(warps):
        faster.append("jit: true")
    return faster


def _computes_bfloat16() -> bool:
    """Whether the first graphics card has fast bfloat16: from NVIDIA's Ampere on."""
    match name():
        case "tensorflow":
            import tensorflow as tf

            card = tf.config.list_physical_devices("GPU")[0]
            details = tf.config.experimental.get_device_details(card)
            return details.get("compute_capability", (0, 0)) >= (8, 0)
        case "jax":
            import jax

            return float(getattr(jax.devices()[0], "compute_capability", 0)) >= 8
        case "torch":
            import torch

            return torch.cuda.get_device_capability() >= (8, 0)
    return False
