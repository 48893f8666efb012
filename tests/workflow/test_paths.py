"""Paths hold the names of a run."""

from galaxybench.config.runs import Run
from galaxybench.workflow.paths import run_file

FOLD = Run("sky", "cv-fold1", "plain", "dense", 7)


def test_the_file_of_a_run():
    expected = "results/runs/sky/cv-fold1/plain/dense/seed-7/run.json"
    assert run_file(FOLD, "run.json") == expected
