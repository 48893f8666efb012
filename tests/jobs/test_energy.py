"""The energy of GPUs, reported by a stand-in for the NVML of nvidia-ml-py."""

import sys
import time
from dataclasses import dataclass
from types import ModuleType

import pytest

from galaxybench.jobs import energy
from galaxybench.jobs.energy import GpuEnergy

NOT_SUPPORTED, NOT_FOUND, NO_LIBRARY = 3, 6, 12


class NVMLError(Exception):
    """As that of pynvml, which carries the number of the error."""

    def __init__(self, value: int) -> None:
        super().__init__(value)
        self.value = value


@dataclass
class Gpu:
    """A GPU that draws constant power; None where it does not report something."""

    uuid: str
    watts: float | None
    counts: bool = True


class Nvml(ModuleType):
    """The functions of pynvml, for GPUs that a test makes up."""

    NVMLError = NVMLError

    def __init__(self) -> None:
        super().__init__("pynvml")
        self.gpus: list[Gpu] = []
        self.installed, self.started, self.begun = True, 0, time.monotonic()

    def nvmlInit(self) -> None:
        if not self.installed:
            raise NVMLError(NO_LIBRARY)
        self.started += 1

    def nvmlDeviceGetCount(self) -> int:
        return len(self.gpus)

    def nvmlDeviceGetHandleByIndex(self, index: int) -> Gpu:
        if index >= len(self.gpus):
            raise NVMLError(NOT_FOUND)
        return self.gpus[index]

    def nvmlDeviceGetUUID(self, gpu: Gpu) -> str:
        return gpu.uuid

    def nvmlDeviceGetPowerUsage(self, gpu: Gpu) -> int:
        """Milliwatts."""
        if gpu.watts is None:
            raise NVMLError(NOT_SUPPORTED)
        return round(1000 * gpu.watts)

    def nvmlDeviceGetTotalEnergyConsumption(self, gpu: Gpu) -> int:
        """Millijoules since the driver was loaded."""
        if not gpu.counts or gpu.watts is None:
            raise NVMLError(NOT_SUPPORTED)
        return round(1000 * gpu.watts * (1e6 + time.monotonic() - self.begun))


@pytest.fixture
def nvml(monkeypatch: pytest.MonkeyPatch) -> Nvml:
    nvml = Nvml()
    nvml.gpus = [Gpu("GPU-3f21", 61.5), Gpu("GPU-9a77", 300.25)]
    monkeypatch.setitem(sys.modules, "pynvml", nvml)
    monkeypatch.setattr(energy, "SAMPLE_SECONDS", 0.01)
    return nvml


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize(
    ("gpus", "watts"),
    [(["0"], 61.5), (["1", "0"], 361.75), (["GPU-9a77"], 300.25), (["GPU-3f"], 61.5)],
)
def test_energy_is_power_times_time(
    nvml: Nvml, gpus: list[str], watts: float, counts: bool
) -> None:
    for gpu in nvml.gpus:
        gpu.counts = counts
    before = time.monotonic()
    with GpuEnergy(gpus) as measured:
        started = time.monotonic()
        time.sleep(0.2)
        least = time.monotonic() - started
    most = time.monotonic() - before
    # Sampling starts in its thread, a little later.
    assert watts * (least if counts else 0.1) - 0.01 <= measured.joules
    assert measured.joules <= watts * most + 0.01


def test_power_that_changes_is_interpolated(
    nvml: Nvml, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It rises by 1000 W per second."""
    monkeypatch.setattr(energy, "SAMPLE_SECONDS", 0.1)
    nvml.gpus[0].counts, read = False, []

    def rising(gpu: Gpu) -> int:
        read.append(time.monotonic() - nvml.begun)
        return round(1e6 * read[-1])

    nvml.nvmlDeviceGetPowerUsage = rising
    with GpuEnergy(["0"]) as measured:
        time.sleep(0.35)
    expected = 1000 * (read[-1] ** 2 - read[0] ** 2) / 2
    assert measured.joules == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize("gpus", [["2"], ["0", "MIG-11aa"], ["GPU-none"]])
def test_a_gpu_that_is_unknown_has_no_energy(nvml: Nvml, gpus: list[str]) -> None:
    with GpuEnergy(gpus) as measured:
        pass
    assert measured.joules is None


def test_a_gpu_that_reports_neither_energy_nor_power_has_none(nvml: Nvml) -> None:
    nvml.gpus[0].watts = None
    with GpuEnergy(["0", "1"]) as measured:
        time.sleep(0.05)
    assert measured.joules is None


@pytest.mark.parametrize("counts", [True, False])
def test_a_gpu_that_falls_silent_leaves_no_partial_sum(nvml: Nvml, counts) -> None:
    nvml.gpus[0].counts = counts
    with GpuEnergy(["0"]) as measured:
        time.sleep(0.05)
        nvml.gpus[0].watts = None
    assert measured.joules is None


def test_without_the_library_nothing_is_measured(
    nvml: Nvml, capfd: pytest.CaptureFixture, caplog: pytest.LogCaptureFixture
) -> None:
    nvml.installed = False
    with GpuEnergy(["0"]) as measured:
        pass
    assert measured.joules is None
    assert capfd.readouterr() == ("", "")
    assert not caplog.records


def test_a_job_without_gpus_asks_nothing(nvml: Nvml) -> None:
    with GpuEnergy([]) as measured:
        pass
    assert measured.joules is None
    assert not nvml.started


def test_the_real_library_has_what_the_stand_in_has() -> None:
    pynvml = pytest.importorskip("pynvml")
    names = [name for name in dir(Nvml) if name.startswith("nvml")]
    assert all(callable(getattr(pynvml, name)) for name in names)
    assert issubclass(pynvml.NVMLError, Exception)
    with GpuEnergy(["GPU-no such"]) as measured:
        pass
    assert measured.joules is None


def test_an_environment_without_the_package_trains_all_the_same(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "pynvml", None)
    with GpuEnergy(["0"]) as measured:
        pass
    assert measured.joules is None
    assert "nvidia-ml-py" in caplog.text
