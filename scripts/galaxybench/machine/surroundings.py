"""What a user's home and environment would change in a training, fixed or recorded.

Keras reads `~/.keras/keras.json`, and the numeric libraries read dozens of environment
variables. Some train another net than the recipe says, so they are taken away here.
Others suit a machine, such as the place of CUDA, and change the last digits of a result
at most: they stay, and run.json and the log name them.
"""

import logging
import os

logger = logging.getLogger(__name__)

DECIDED = {
    "JAX_DEFAULT_MATMUL_PRECISION": "the key 'precision' of the recipe decides",
    "JAX_ENABLE_X64": "the key 'precision' of the recipe decides",
    "KERAS_MAX_EPOCHS": "the key 'epochs' of the recipe decides",
    "KERAS_MAX_STEPS_PER_EPOCH": "an epoch takes every training image",
    "KERAS_NNX_ENABLED": "models are trained without Flax",
    "TF_ENABLE_AUTO_MIXED_PRECISION": "the key 'precision' of the recipe decides",
    "TF_XLA_FLAGS": "the key 'jit' of the recipe decides",
}
"""Variable that would overrule a recipe -> what decides instead."""
SWITCHES = (
    *("CUBLAS_WORKSPACE_CONFIG", "DNNL_", "JAX_", "KERAS_", "MKL_CBWR"),
    *("MKL_DEBUG_CPU_TYPE", "MKL_ENABLE_INSTRUCTIONS", "NVIDIA_TF32_OVERRIDE"),
    *("ONEDNN_", "OPENBLAS_CORETYPE", "TF_AUTO_MIXED_PRECISION_", "TF_CONV"),
    *("TF_CUBLAS_", "TF_CUDNN_", "TF_DETERMINISTIC_", "TF_DISABLE_", "TF_ENABLE_"),
    *("TF_FP16_", "TF_USE_", "TORCH_ALLOW_TF32_", "XLA_FLAGS"),
)
"""How the variables begin that may change the last digits. Not every variable that
begins with `TF_` is one: Terraform's do, and may hold passwords."""
HARMLESS = {
    *("DNNL_VERBOSE", "JAX_COMPILATION_CACHE_DIR", "JAX_LOGGING_LEVEL"),
    *("JAX_PLATFORMS", "KERAS_BACKEND", "KERAS_HOME", "ONEDNN_VERBOSE"),
}
"""Variables that begin so, and change nothing or are recorded elsewhere."""


def settle() -> None:
    """Fix what the project decides, and log the switches that remain.

    Call it before Keras is imported. KERAS_BACKEND is the user's choice, without which
    Keras runs on TensorFlow, whatever `keras.json` says.
    """
    os.environ["KERAS_BACKEND"] = os.environ.get("KERAS_BACKEND") or "tensorflow"
    # A folder that cannot be: Keras finds no keras.json in it and writes none.
    os.environ["KERAS_HOME"] = os.devnull
    for name, reason in DECIDED.items():
        if value := os.environ.pop(name, ""):
            logger.warning(
                "the environment's %s=%s is ignored: %s", name, value, reason
            )
    for name, value in switches().items():
        message = "the environment's %s=%s may change the last digits of results"
        logger.warning(message, name, value)


def switches() -> dict[str, str]:
    """Return the variables of the numeric libraries that may change last digits.

    Among them are TF_ENABLE_ONEDNN_OPTS, NVIDIA_TF32_OVERRIDE and XLA_FLAGS.

    Returns:
        name → value, sorted, of those that are set after `settle`.
    """
    return {
        name: value
        for name, value in sorted(os.environ.items())
        if name.startswith(SWITCHES) and name not in HARMLESS and value
    }
