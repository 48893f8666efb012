"""Which rows and figures of an experiment failed, and why."""

import pytest

from galaxybench.workflow.failures import figures, rows
from galaxybench.workflow.log_ends import NOTHING_LOGGED
from galaxybench.workflow.snakemake_internals import FailedJob
from tests.helpers.workflow_setup import ALONE, resolved

CONFIG = """
experiments:
  tiny:
    recipes: [plain]
    score_train: true
    ensembles: {both: {seeds: [0, 1]}, two: {models: [dense]}}
    predictions: {theirs: {file: a.csv, dataset: sky, split: holdout}}
"""
RUN = "results/runs/sky/holdout/plain/{}/seed-{}/{}"


def job(rule: str, log: str | None = None, **wildcards: str) -> FailedJob:
    return FailedJob(rule, tuple(sorted(wildcards.items())), log)


def trained(model: str, seed: int, log: str | None = None) -> FailedJob:
    names = {"dataset": "sky", "split": "holdout", "recipe": "plain"}
    return job("train_model", log, **names, model=model, seed=str(seed))


def found(unfinished, config=None):
    listed = rows(config or resolved(CONFIG), "tiny", unfinished, since=0)
    return {(row["model"], row["seed"]): row["why"] for row in listed}


@pytest.mark.parametrize(
    "file", ["model.keras", "metrics.json", "train_metrics.json", "history.csv"]
)
def test_a_run_fails_if_any_of_its_files_was_not_made(file):
    failed = trained("lenet5", 1)
    why = found({RUN.format("lenet5", 1, file): (failed,)})
    assert why == {
        ("lenet5", 1): f"train_model failed: {NOTHING_LOGGED}",
        ("both", 0): "not made, because it lacks lenet5 seed 1",
    }


def test_a_file_that_no_comparison_reads_is_no_failure():
    assert (
        found({RUN.format("lenet5", 1, "gradcam.npz"): (trained("lenet5", 1),)}) == {}
    )


def test_names_reason_and_log_are_those_of_the_row(tmp_path):
    log = tmp_path / "seed-1.log"
    log.write_text("Traceback (most recent call last):\n  File\nOSError: disk\n")
    unfinished = {RUN.format("dense", 0, "run.json"): (trained("dense", 0, str(log)),)}
    first, *_ = rows(resolved(CONFIG), "tiny", unfinished, since=0)
    assert first == {
        **{"dataset": "sky", "scheme": "holdout", "split": "holdout"},
        **{"recipe": "plain", "model": "dense", "seed": 0},
        **{"why": "train_model failed: OSError: disk", "log": str(log)},
    }


def test_what_waited_for_another_job_was_not_started():
    split = job("split_dataset", dataset="sky", split="holdout")
    other = trained("lenet5", 0)
    unfinished = {
        RUN.format("dense", 0, "model.keras"): (split,),
        RUN.format("dense", 1, "model.keras"): (other,),
    }
    why = found(unfinished)
    assert why["dense", 0].startswith("not started, because split_dataset failed: ")
    assert why["dense", 1].startswith("not started, because train_model failed: ")


def test_entries_fail_on_their_own_and_where_no_run_is_left():
    entry = "results/entries/tiny/{}/sky/holdout/metrics.json"
    names = {"experiment": "tiny", "dataset": "sky", "split": "holdout"}
    imported = job("import_predictions", entry="theirs", **names)
    why = found({entry.format("theirs"): (imported,)})
    assert list(why) == [("theirs", 0)]
    assert why["theirs", 0].startswith("import_predictions failed: ")

    every = {
        RUN.format(model, seed, "metrics.json"): (trained(model, seed),)
        for model in ("dense", "lenet5")
        for seed in (0, 1)
    }
    why = found(every)
    assert len(why) == 4 + 3
    assert why["theirs", 0] == "no run on the same test images succeeded"


def test_figures_fail_with_their_own_job_and_with_that_of_their_maps():
    config = resolved(CONFIG)
    folder = "results/experiments/tiny/figures/sky/holdout"
    names = {"experiment": "tiny", "dataset": "sky", "scheme": "holdout"}
    plot, explain = job("plot_cost", **names), job("explain", model="dense", seed="0")
    unfinished = {
        f"{folder}/cost.png": (plot,),
        f"{folder}/accuracy.png": (trained("lenet5", 1),),
        RUN.format("dense", 0, "gradcam.npz"): (explain,),
    }
    listed = figures(config, "tiny", unfinished, since=0)
    assert [(each["figure"], each["why"].split()[0]) for each in listed] == [
        ("cost", "plot_cost"),
        ("gradcam", "explain"),
    ]
    again = config | {"figures_left_out": {"tiny": listed}}
    assert figures(again, "tiny", unfinished, since=0) == []


def test_a_file_that_fails_takes_its_ensemble_with_it_and_nothing_else():
    names = {"experiment": "tiny", "dataset": "outside", "split": "own"}
    failed = job("import_predictions", entry="mine-seed1", **names)
    entry = "results/entries/tiny/mine-seed1/outside/own/metrics.json"
    why = found({entry: (failed,)}, resolved(ALONE))
    assert why["mine", 1].startswith("import_predictions failed: ")
    assert why["vote", 0] == "not made, because it lacks mine seed 1"
    assert len(why) == 2
