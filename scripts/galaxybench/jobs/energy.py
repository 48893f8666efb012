"""Energy that GPUs consume, as reported by NVML, the library below nvidia-smi.

`pynvml` (the package nvidia-ml-py) is imported only where there is a GPU to measure.
"""

import logging
import threading
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

logger = logging.getLogger(__name__)

SAMPLE_SECONDS = 1.0
"""Between two readings of the power, on GPUs that do not count their energy."""

Stop = Callable[[], float | None]
"""Stops a measurement and returns the joules."""


class GpuEnergy:
    """The energy that GPUs consume while a `with` block runs.

    GPUs since the Volta generation count their energy. The power of older ones is
    sampled and interpolated linearly.

    Attributes:
        joules: of all the GPUs together; None without GPUs, without NVML, or if NVML
            does not report one of them, such as a part of a GPU (MIG).
    """

    def __init__(self, gpus: list[str]) -> None:
        """Name the GPUs as in CUDA_VISIBLE_DEVICES: numbers, UUIDs or their starts."""
        self.joules: float | None = None
        self._gpus = gpus

    def __enter__(self) -> "GpuEnergy":
        """Start measuring."""
        self._stop = _start(self._gpus) if self._gpus else lambda: None
        return self

    def __exit__(self, *_: object) -> None:
        """Stop measuring."""
        self.joules = self._stop()


def _start(gpus: list[str]) -> Stop:
    """Start measuring."""
    try:
        import pynvml
    except ImportError:
        logger.warning("energy is not measured: nvidia-ml-py is not installed")
        return lambda: None
    try:
        pynvml.nvmlInit()
        devices = _devices(pynvml, gpus)
    except pynvml.NVMLError:
        devices = []
    if not devices:
        return lambda: None
    try:
        return _count(pynvml, devices)
    except pynvml.NVMLError:
        return _sample(pynvml, devices)


def _devices(nvml: ModuleType, gpus: list[str]) -> list[Any]:
    """Find the NVML handles of all the GPUs; [] if one of them is unknown."""
    handles = map(nvml.nvmlDeviceGetHandleByIndex, range(nvml.nvmlDeviceGetCount()))
    found = [
        handle
        for index, handle in enumerate(handles)
        for gpu in gpus
        if gpu == str(index)
        or (not gpu.isdecimal() and nvml.nvmlDeviceGetUUID(handle).startswith(gpu))
    ]
    return found if len(found) == len(gpus) else []


def _count(nvml: ModuleType, devices: list[Any]) -> Stop:
    """Measure by the energy counters of the GPUs."""

    def millijoules() -> int:
        return sum(map(nvml.nvmlDeviceGetTotalEnergyConsumption, devices))

    def stop() -> float | None:
        try:
            return (millijoules() - before) / 1000
        except nvml.NVMLError:
            return None

    before = millijoules()
    return stop


def _sample(nvml: ModuleType, devices: list[Any]) -> Stop:
    """Measure by sampling the power of the GPUs."""
    joules: float | None = 0.0
    ended = threading.Event()

    def power() -> tuple[float, float]:
        """Return the time in seconds, and watts."""
        milliwatts = sum(map(nvml.nvmlDeviceGetPowerUsage, devices))
        return time.monotonic(), milliwatts / 1000

    def watch() -> None:
        nonlocal joules
        try:
            before, ending = power(), False
            while not ending:
                ending = ended.wait(SAMPLE_SECONDS)
                now = power()
                joules += (now[0] - before[0]) * (now[1] + before[1]) / 2
                before = now
        except nvml.NVMLError:
            joules = None

    def stop() -> float | None:
        ended.set()
        thread.join()
        return joules

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return stop
