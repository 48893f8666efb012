"""Environment variables of the user's command are checked while planning."""

import importlib.util
import os
import subprocess
import sys

import pytest

from galaxybench.config.planning_error import PlanningError
from galaxybench.workflow import environment_variables
from galaxybench.workflow.environment_variables import BACKENDS, settle

ABSENT = [name for name in BACKENDS if importlib.util.find_spec(name) is None]


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    monkeypatch.delenv("GALAXYBENCH_JOBS_PER_GPU", raising=False)
    monkeypatch.setenv("MPLBACKEND", "nonsense")
    monkeypatch.setenv("MATPLOTLIBRC", "/somewhere")


@pytest.mark.parametrize("backend", [None, "", "tensorflow"])
def test_tensorflow_is_the_default(monkeypatch, backend):
    if backend is not None:
        monkeypatch.setenv("KERAS_BACKEND", backend)
    settle(own_packages=True)
    assert os.environ["MPLBACKEND"] == "agg"
    assert os.environ["MATPLOTLIBRC"] == os.devnull


@pytest.mark.parametrize("backend", ["tensorfow", "TensorFlow", "theano", " "])
def test_a_backend_that_keras_lacks_is_refused(monkeypatch, backend):
    monkeypatch.setenv("KERAS_BACKEND", backend)
    message = f"KERAS_BACKEND: got '{backend}'.*allowed: jax, tensorflow, torch"
    for own in (True, False):
        with pytest.raises(PlanningError, match=message):
            settle(own)


@pytest.mark.parametrize("backend", ABSENT)
def test_a_backend_that_is_not_installed_is_refused(monkeypatch, backend):
    monkeypatch.setenv("KERAS_BACKEND", backend)
    with pytest.raises(PlanningError, match=BACKENDS[backend]):
        settle(own_packages=True)
    settle(own_packages=False)  # conda installs it for the jobs


def test_nothing_but_the_default_can_be_missing(monkeypatch):
    monkeypatch.setattr(
        environment_variables.importlib.util, "find_spec", lambda name: None
    )
    with pytest.raises(PlanningError, match="`make venv`$"):
        settle(own_packages=True)


@pytest.mark.parametrize("jobs", ["two", "0", "-1", "1.5", ""])
def test_jobs_per_gpu_are_a_number(monkeypatch, jobs):
    monkeypatch.setenv("GALAXYBENCH_JOBS_PER_GPU", jobs)
    message = "GALAXYBENCH_JOBS_PER_GPU: got .*use a whole number from 1"
    with pytest.raises(PlanningError, match=message):
        settle(own_packages=True)


def test_no_astropy_configuration_changes_what_is_read(monkeypatch, tmp_path):
    settings = "[io.fits]\nenable_uint = False\nstrip_header_whitespace = False\n"
    for folder in (".astropy/config", ".config/astropy"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "astropy.cfg").write_text(settings)
    monkeypatch.setenv("HOME", str(tmp_path))
    settle(own_packages=True)
    ask = "from astropy.io.fits import conf as c; print(c.enable_uint, c)"
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True)
    assert said.stdout.startswith("True"), said


def test_a_matplotlibrc_in_the_working_folder_is_refused(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    settle(own_packages=True)
    (tmp_path / "matplotlibrc").write_text("axes.formatter.use_locale: True\n")
    with pytest.raises(PlanningError, match="matplotlibrc: .*rename it"):
        settle(own_packages=True)
