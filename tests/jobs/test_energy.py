"""The power of graphics cards, told by a program that stands in for nvidia-smi."""

import time
from pathlib import Path

import pytest

from galaxybench.jobs.energy import GpuEnergy, power

TWO = "0, GPU-3f21, 61.50\n1, GPU-9a77, 300.25\n"


@pytest.fixture
def tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Let nvidia-smi print a text."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    def tell(text: str) -> None:
        program = tmp_path / "nvidia-smi"
        script = f"#!/bin/sh\necho \"$@\" > {tmp_path}/asked\nprintf '{text}'\n"
        program.write_text(script)
        program.chmod(0o755)

    return tell


@pytest.mark.parametrize(
    ("cards", "watts"),
    [(["0"], 61.5), (["1", "0"], 361.75), (["GPU-9a77"], 300.25), (["GPU-3f"], 61.5)],
)
def test_power_of_the_cards_of_a_job(tell, cards: list[str], watts: float) -> None:
    tell(TWO)
    assert power(cards) == watts


def test_the_question_is_one_that_nvidia_smi_knows(tell, tmp_path: Path) -> None:
    tell(TWO)
    power(["0"])
    expected = "--query-gpu=index,uuid,power.draw --format=csv,noheader,nounits"
    assert (tmp_path / "asked").read_text().strip() == expected


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("0, GPU-3f21, [N/A]\n", ["0"]),
        (TWO, ["2"]),
        (TWO, ["0", "MIG-11aa"]),
        ("No devices were found\n", ["0"]),
        ("", ["0"]),
    ],
)
def test_a_card_that_does_not_tell_has_no_power(tell, text: str, cards: list) -> None:
    tell(text)
    assert power(cards) is None


def test_without_nvidia_smi_there_is_no_energy(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with GpuEnergy(["0"]) as energy:
        pass
    assert energy.joules is None


def test_energy_is_power_times_time(tell) -> None:
    tell(TWO)
    before = time.monotonic()
    with GpuEnergy(["1"], interval=0.05) as energy:
        time.sleep(0.5)
    most = time.monotonic() - before
    # The first answer comes a little after the beginning.
    assert 300.25 * 0.2 < energy.joules <= 300.25 * most


def test_a_card_that_falls_silent_leaves_no_half_truth(tell) -> None:
    tell(TWO)
    with GpuEnergy(["0"], interval=0.02) as energy:
        while not energy.joules:
            time.sleep(0.01)
        tell("0, GPU-3f21, [N/A]\n")
        time.sleep(0.3)
    assert energy.joules is None


def test_a_job_without_cards_asks_nothing(tell, tmp_path: Path) -> None:
    tell(TWO)
    with GpuEnergy([]) as energy:
        pass
    assert energy.joules is None
    assert not (tmp_path / "asked").exists()
