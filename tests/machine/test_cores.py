"""A job uses the cores that Snakemake gave it."""

import pytest

from galaxybench.machine import cores


@pytest.mark.parametrize(
    ("told", "expected"), [("3", 3), ("16", 8), ("0", 1), ("", 8), ("2,1", 8)]
)
def test_cores_follow_the_threads_of_the_job(monkeypatch, told, expected):
    monkeypatch.setattr(cores.joblib, "cpu_count", lambda: 8)
    monkeypatch.setenv("OMP_NUM_THREADS", told)
    assert cores.available_cores() == expected
