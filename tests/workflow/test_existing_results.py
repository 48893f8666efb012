"""What lies in data/ and results/ counts if it is whole and of the present recipe."""

import json
import os
from pathlib import Path

import pytest

from galaxybench.config.runs import Run
from galaxybench.workflow.existing_results import ExistingResults, read_json
from galaxybench.workflow.run_inputs import RunInputs
from tests.helpers.workflow_setup import RUN, resolved, wildcards

JOB = wildcards(RUN)
DENSE = Run("sky", "holdout", "plain", "dense", 0)
MEASURED = {"peak_anonymous_bytes": 2e9, "device": "GPU: some", "threads": 8}


@pytest.fixture
def existing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return ExistingResults(resolved())


def write(path: str, content: object) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(json.dumps(content))


def write_run(
    folder: str = "sky/holdout/plain/dense/seed-0", **changes: object
) -> None:
    runs = RunInputs(resolved())
    run = {"recipe": runs.recipe(DENSE), "model": runs.model(DENSE), **MEASURED}
    run |= {"epochs_run": 2, "resumed_from_epoch": None, "wall_seconds": 60.0}
    write(f"results/runs/{folder}/run.json", run | changes)


def write_probe(**changes: object) -> None:
    probe = {"seconds": 7.0, "batch_size": 16, "epochs": 2, **MEASURED}
    write("results/probes/sky/holdout/plain/dense.json", probe | changes)


def test_a_json_file_that_is_missing_or_half_written_is_none(tmp_path):
    assert read_json(tmp_path / "a.json") is None
    (tmp_path / "a.json").write_text('{"a": ')
    assert read_json(tmp_path / "a.json") is None


def test_a_json_file_is_read_again_when_it_changes(tmp_path):
    file = tmp_path / "a.json"
    file.write_text("1")
    assert read_json(file) == 1
    file.write_text("2")
    stamp = file.stat().st_mtime_ns + 10**9
    os.utime(file, ns=(stamp, stamp))
    assert read_json(file) == 2


def test_a_data_set_is_as_large_as_declared_until_it_is_imported(existing):
    assert existing.shape("sky") == (400, 32, 32, 3)
    write("data/images/sky/dataset.json", {"images": 9, "shape": [5, 6, 1]})
    assert existing.shape("sky") == (9, 5, 6, 1)


def test_a_split_that_is_not_made_counts_all_images(existing):
    assert existing.images(JOB, ("train", "valid")) == 400
    parts = {"train": 3, "valid": 2, "test": 1}
    write("data/splits/sky/holdout/split.json", {"images": parts})
    assert existing.images(JOB, ("train", "valid")) == 5


def test_a_run_of_an_older_recipe_is_not_current(existing):
    assert existing.description(DENSE) is None
    write_run(recipe={"epochs": 99})
    assert existing.description(DENSE) is None
    write_run("sky/holdout/plain/dense/seed-1")
    assert existing.description(Run("sky", "holdout", "plain", "dense", 1))


def test_a_run_counts_before_a_probe_and_whatever_its_seed(existing):
    assert existing.measured(JOB) is None
    write_probe()
    assert ExistingResults(resolved()).measured(JOB).seconds == 7.0
    write_run("sky/holdout/plain/dense/seed-5")
    assert existing.measured(JOB).seconds == 60.0


def test_a_run_on_another_fold_counts(existing):
    write_run("sky/cv-fold2/plain/dense/seed-0")
    fold = wildcards(RUN.replace("holdout", "cv-fold0"))
    assert existing.measured(fold).seconds == 60.0
    assert existing.measured(JOB) is None


@pytest.mark.parametrize("change", [{"epochs": 9}, {"batch_size": 9}])
def test_a_probe_of_another_recipe_does_not_count(existing, change):
    write_probe(**change)
    assert existing.measured(JOB) is None


def test_a_run_of_an_earlier_version_is_passed_over(existing):
    write("results/runs/sky/holdout/plain/dense/seed-0/run.json", {"epochs_run": 2})
    assert existing.measured(JOB) is None
    assert existing.description(DENSE) is None
