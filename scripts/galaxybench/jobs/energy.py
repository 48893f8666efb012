"""Energy that GPUs consume, as reported by NVML, the library below nvidia-smi.

`pynvml` (the package nvidia-ml-py) is imported only where there is a GPU to measure.
"""

import threading
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

SAMPLE_SECONDS = 1.0
"""Between two readings of the power, on GPUs that do not count their energy."""


class GpuEnergy:
    """The energy that some GPUs consume while a `with` block runs.

    GPUs since the Volta generation count their energy. The power of older ones is
    sampled and interpolated linearly.

    Attributes:
        joules: of all the GPUs together; None without GPUs, without NVML, or if NVML
            does not report one of them, such as a part of a GPU (MIG).
    """

    def __init__(self, gpus: list[str]) -> None:
        """Prepare the measurement.

        Args:
            gpus: names as in CUDA_VISIBLE_DEVICES: numbers, or UUIDs or their
                beginnings.
        """
        self.joules: float | None = None
        self._gpus = gpus
        self._stop: Callable[[], float | None] | None = None

    def __enter__(self) -> "GpuEnergy":
        """Start measuring."""
        if self._gpus:
            self._stop = _start(self._gpus)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop measuring."""
        if self._stop:
            self.joules = self._stop()


def _start(gpus: list[str]) -> Callable[[], float | None] | None:
    """Start measuring; returns a function that stops and gives the joules."""
    import pynvml

    try:
        pynvml.nvmlInit()
        devices = _devices(pynvml, gpus)
    except pynvml.NVMLError:
        return None
    if not devices:
        return None
    try:
        return _count(pynvml, devices)
    except pynvml.NVMLError:
        return _Samples(pynvml, devices).stop


def _devices(nvml: ModuleType, gpus: list[str]) -> list[Any]:
    """Find the NVML handles of all the GPUs; none if one of them is unknown."""
    handles = map(nvml.nvmlDeviceGetHandleByIndex, range(nvml.nvmlDeviceGetCount()))
    found = [
        handle
        for index, handle in enumerate(handles)
        for gpu in gpus
        if gpu == str(index)
        or (not gpu.isdecimal() and nvml.nvmlDeviceGetUUID(handle).startswith(gpu))
    ]
    return found if len(found) == len(gpus) else []


def _count(nvml: ModuleType, devices: list[Any]) -> Callable[[], float | None]:
    """Measure by the counters of the GPUs."""

    def millijoules() -> int:
        return sum(map(nvml.nvmlDeviceGetTotalEnergyConsumption, devices))

    def stop() -> float | None:
        try:
            return (millijoules() - before) / 1000
        except nvml.NVMLError:
            return None

    before = millijoules()
    return stop


class _Samples:
    """Measure by sampling the power of the GPUs."""

    def __init__(self, nvml: ModuleType, devices: list[Any]) -> None:
        self._nvml, self._devices = nvml, devices
        self._joules: float | None = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float | None:
        self._ended.set()
        self._thread.join()
        return self._joules

    def _watch(self) -> None:
        try:
            last = self._power()
            while not self._ended.wait(SAMPLE_SECONDS):
                last = self._add(last)
            self._add(last)
        except self._nvml.NVMLError:
            self._joules = None

    def _power(self) -> tuple[float, float]:
        """Seconds of the clock, and watts."""
        milliwatts = sum(map(self._nvml.nvmlDeviceGetPowerUsage, self._devices))
        return time.monotonic(), milliwatts / 1000

    def _add(self, last: tuple[float, float]) -> tuple[float, float]:
        now, watts = self._power()
        self._joules += (now - last[0]) * (watts + last[1]) / 2
        return now, watts
