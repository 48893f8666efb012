"""`snakemake estimate_<experiment>` and `tune_<experiment>` as users call them."""

import re

import pytest

from sandbox.workflow_copy import copy_workflow

pytestmark = pytest.mark.slow

CONFIG = """
datasets: {tiny: {source: simulated_galaxies, images: 60, size: 16}}
recipes:
  one: {batch_size: 32, epochs: 1}
  two: {batch_size: 32, epochs: 2}
experiments:
  small: {datasets: [tiny], splits: [holdout], models: [dense], recipes: [one, two],
          seeds: [0, 1, 2]}
"""
RUN = "results/runs/tiny/holdout/one/dense/seed-0/model.keras"


@pytest.fixture(scope="module")
def workflow(tmp_path_factory):
    return copy_workflow(tmp_path_factory.mktemp("costs") / "copy", CONFIG)


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("tiny ")]


def test_costs_are_known_before_anything_is_trained(workflow):
    text = workflow.snakemake("--cores", "1", "estimate_small").stdout
    assert [line.split()[2] for line in rows(text)] == ["one", "two"]
    assert all("a probe" in line for line in rows(text))
    assert "6 trainings, 6 of them still to do." in text
    assert re.search(r"this machine, they take \S+ (s|min)", text)
    assert not (workflow.folder / "results/runs").exists()
    # Asked again, it prints again and measures nothing.
    text = workflow.snakemake("--cores", "1", "estimate_small").stdout
    assert len(rows(text)) == 2
    assert "probe_model" not in text


def test_a_run_that_was_made_stands_for_its_kind(workflow):
    workflow.snakemake("--cores", "1", RUN)
    text = workflow.snakemake("--cores", "1", "estimate_small").stdout
    assert "1 run " in rows(text)[0]
    assert "a probe" in rows(text)[1]
    assert "6 trainings, 5 of them still to do." in text


def test_a_run_of_another_recipe_does_not(workflow):
    edited = CONFIG.replace("one: {batch_size: 32", "one: {batch_size: 16")
    workflow.config.write_text(edited)
    jobs = workflow.planned("estimate_small")
    workflow.config.write_text(CONFIG)
    assert jobs["probe_model"] == 1
    assert "train_model" not in jobs


def test_settings_are_tried_and_nothing_is_changed(workflow):
    before = workflow.config.read_text()
    result = workflow.snakemake("--cores", "1", "tune_small")
    for recipe in ("one", "two"):
        assert f"dense, recipe {recipe}, on tiny (holdout)" in result.stdout
    assert (
        len(re.findall(r"^float32 +32 +auto .*the recipe's own$", result.stdout, re.M))
        == 4
    )
    assert "mixed_bfloat16" in result.stdout
    assert (workflow.folder / "results/tuning/small.yaml").exists()
    assert workflow.config.read_text() == before


def test_no_experiment_can_take_the_name_of_an_estimate(workflow):
    workflow.config.write_text(CONFIG.replace("  small:", "  estimate_demo:"))
    result = workflow.snakemake("-n", "estimate_demo", check=False)
    workflow.config.write_text(CONFIG)
    assert result.returncode
    assert "experiments.estimate_demo" in result.stdout


def test_trainings_are_watched_while_another_snakemake_holds_the_folder(workflow):
    locks = workflow.folder / ".snakemake/locks"
    locks.mkdir(parents=True, exist_ok=True)
    held = locks / "0.output.lock"
    held.write_text(f"{workflow.folder / RUN}\n")
    text = workflow.snakemake("--nolock", "--cores", "1", "watch_small").stdout
    held.unlink()
    assert len(rows(text)) == 6
    assert re.search(r"one +dense +0 +done +1 of 1 ", text)
    assert "6 trainings: 1 done, 0 running, 0 stopped, 5 to do." in text
