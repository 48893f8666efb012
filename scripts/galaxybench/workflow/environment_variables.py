"""The environment variables of the user's command, checked or fixed while planning.

Jobs inherit them. What the numeric libraries read is in `machine/surroundings.py`.
"""

import importlib.util
import os
from pathlib import Path

from galaxybench.config.messages import nearest
from galaxybench.config.planning_error import PlanningError
from galaxybench.jobs import gpu_slots

BACKENDS = {
    "jax": "make venv JAX=1",
    "tensorflow": "make venv",
    "torch": ".venv/bin/pip install torch",
}
"""Backend that Keras can run on here -> the command that installs it."""


def settle(own_packages: bool) -> None:
    """Check the variables of this project, and hide settings of matplotlib and astropy.

    `own_packages` tells whether jobs use the packages of this process, so that a
    backend that is missing here is missing there.

    Raises:
        PlanningError: a value is not allowed, the backend is not installed, or a
            matplotlibrc lies in the working folder.
    """
    backend = os.environ.get("KERAS_BACKEND") or "tensorflow"
    if backend not in BACKENDS:
        hint = nearest(backend, BACKENDS, "allowed")
        raise PlanningError(f"KERAS_BACKEND: got '{backend}'{hint}")
    if own_packages and importlib.util.find_spec(backend) is None:
        other = "" if backend == "tensorflow" else ", or unset KERAS_BACKEND"
        raise PlanningError(
            f"KERAS_BACKEND: got '{backend}', which is not installed: install it with "
            f"`{BACKENDS[backend]}`{other}"
        )
    try:
        gpu_slots.jobs_per_card()
    except ValueError as error:
        raise PlanningError(str(error)) from None
    # Every job that imports matplotlib would follow them, and some would fail: with a
    # locale that is not installed, or a backend that does not exist.
    os.environ |= {"MATPLOTLIBRC": os.devnull, "MPLBACKEND": "agg"}
    if Path("matplotlibrc").exists():
        raise PlanningError(
            "matplotlibrc: matplotlib would read this file in the working folder and "
            "draw other figures: rename it, or move it elsewhere"
        )
    # Settings of astropy decide how numbers and text are read from FITS files.
    os.environ["ASTROPY_CONFIG_DIR"] = str(Path(__file__).parent)
