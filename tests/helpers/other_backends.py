"""Programs that run in a process of their own, on another backend of Keras."""

import os
import subprocess
import sys
from pathlib import Path

from tests.helpers.training_setup import ROOT

START = """
import json, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/scripts"]
from galaxybench.machine import backends
backends.limit_threads(1)
folder, devices = Path(sys.argv[2]), int(sys.argv[3])
"""
KILLED = """
from galaxybench.training import epochs
from tests.helpers.training_setup import GALAXY10, run, same, without_times
job = {"model": GALAXY10, "epochs": 5, "devices": devices,
       "augmentation": {"flip": ["horizontal"], "mixup": 0.2}}
whole, one, _ = run(folder / "whole", **job)
save, saves = epochs.Epochs._save, []
def stop(self, model):
    save(self, model)
    saves.append(1)
    if len(saves) == 4:
        raise KeyboardInterrupt
epochs.Epochs._save = stop
try:
    run(folder / "killed", **job)
except KeyboardInterrupt:
    pass
epochs.Epochs._save = save
killed, two, description = run(folder / "killed", **job)
assert description["resumed_from_epoch"] == 3, description
assert without_times(one) == without_times(two)
assert same(whole, killed)
"""
"""A training that is stopped and resumed ends as one that was not stopped."""


def on(backend: str, program: str, folder: Path, devices: int = 1) -> str:
    """Run a program; JAX pretends to have several devices."""
    environment = {
        "KERAS_BACKEND": backend,
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "XLA_FLAGS": f"--xla_force_host_platform_device_count={devices}",
    }
    command = [sys.executable, "-c", START + program, ROOT, folder, str(devices)]
    done = subprocess.run(
        command,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout
