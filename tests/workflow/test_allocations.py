"""What jobs ask a cluster for, as a dry run shows it."""

import json
import re

import pytest
import yaml

from galaxybench.config.allocations import GPU_RULES
from galaxybench.config.configuration import merged_recipe, model, resolve
from sandbox.workflow_copy import Workflow, copy_workflow

pytestmark = pytest.mark.slow

CONFIG = """
datasets: {tiny: {source: simulated_galaxies, images: 400, size: 32}}
recipes:
  short: {epochs: 2, batch_size: 16}
  long: {epochs: 2000, batch_size: 16}
experiments:
  pair: {datasets: [tiny], splits: [holdout], models: [dense, lenet5],
         recipes: [short, long], seeds: [0], score_train: true}
  shared: {datasets: [tiny], splits: [holdout], models: [dense],
           recipes: [short], seeds: [0, 1]}
"""
PARTS = ("train", "valid", "test")
RUN = "results/runs/tiny/holdout/{}/{}/seed-0"
STUB = """
from pathlib import Path
from galaxybench.records.recorder import recorded
job = recorded(snakemake)
for path in snakemake.output:
    Path(path).touch()
with open("order.txt", "a") as file:
    print(snakemake.rule, snakemake.wildcards.get("recipe", ""), file=file)
job.finish()
"""


def copy(folder, resources: str = "{}") -> Workflow:
    """The workflow without messages, in whose place Snakemake prints resources."""
    workflow = copy_workflow(folder / "copy", f"{CONFIG}\nresources: {resources}\n")
    for file in (workflow.folder / "rules").glob("*.smk"):
        text = re.sub(r"    message:\n(        .*\n)+", "", file.read_text())
        file.write_text(text)
    return workflow


def asked(workflow: Workflow, *arguments: str) -> list[dict]:
    """Every job that would run, with what it asks for."""
    text = workflow.snakemake("-n", "--cores", "8", *arguments).stdout
    jobs = []
    for block in re.split(r"^\[.*\d{4}\]$", text, flags=re.M):  # a time stamp each
        if match := re.search(r"^(?:local)?rule (\w+):", block, flags=re.M):
            pairs = ", ".join(
                line.split(": ", 1)[1]
                for line in block.splitlines()
                if line.strip().startswith(("wildcards: ", "resources: "))
            )
            job = dict(pair.split("=", 1) for pair in pairs.split(", ") if pair)
            for key in ("threads", "priority"):
                found = re.search(rf"^ +{key}: (\S+)", block, flags=re.M)
                job[key] = float(found[1]) if found else None
            jobs.append({"rule": match[1], **job})
    return jobs


def trainings(workflow: Workflow, *arguments: str) -> dict[tuple[str, str], dict]:
    """Recipe and model -> what the training asks for."""
    return {
        (job["recipe"], job["model"]): job
        for job in asked(workflow, "pair", *arguments)
        if job["rule"] == "train_model"
    }


def test_every_job_asks_and_cards_are_for_those_that_compute_on_them(tmp_path):
    jobs = [job for job in asked(copy(tmp_path), "pair") if job["rule"] != "pair"]
    rules = {job["rule"] for job in jobs}
    assert {"import_dataset", "score"} < rules
    assert set(GPU_RULES) - rules == {"probe_model", "tune_model"}
    for job in jobs:
        assert int(job["mem_mb"]) > 0 and int(job["runtime"]) > 0
        assert job.get("gpu") == ("1" if job["rule"] in GPU_RULES else None)
        assert "gres" not in job


def test_time_is_that_of_the_recipe_and_both_grow_with_the_attempt(tmp_path):
    workflow = copy(tmp_path)
    first, second = trainings(workflow), trainings(workflow, "--attempt", "2")
    short, long = first["short", "dense"], first["long", "dense"]
    assert int(short["runtime"]) < 20 < int(long["runtime"])
    assert short["mem_mb"] == long["mem_mb"]
    for key in ("mem_mb", "runtime"):
        assert int(second["short", "dense"][key]) == 2 * int(short[key])


def test_a_data_set_that_was_imported_is_as_large_as_it_is(tmp_path):
    workflow = copy(tmp_path)
    kind = ("long", "dense")
    before = trainings(workflow)[kind]
    for path, content in (
        ("images/tiny/dataset.json", {"images": 40_000, "shape": [256, 256, 3]}),
        ("splits/tiny/holdout/split.json", {"images": dict.fromkeys(PARTS, 20_000)}),
    ):
        file = workflow.folder / "data" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content))
    assert int(trainings(workflow)[kind]["runtime"]) > 50 * int(before["runtime"])


def test_the_most_specific_request_wins_and_counts_at_every_attempt(tmp_path):
    resources = """
  rules: {train_model: {mem_mb: 1111, runtime: 111, threads: 3}, predict: {threads: 5}}
  architectures: {dense: {mem_mb: 2222, gpu: 0}}
  experiments: {pair: {runtime: 222}, shared: {runtime: 333}}"""
    jobs = asked(copy(tmp_path, resources), "pair", "--attempt", "2")

    def of(rule, *keys):
        return {
            (job["recipe"], job["model"]): [job[key] for key in keys]
            for job in jobs
            if job["rule"] == rule
        }

    assert of("train_model", "mem_mb", "runtime", "gpu", "threads") == {
        ("short", "dense"): ["2222", "333", "0", 3],  # of both experiments
        ("long", "dense"): ["2222", "222", "0", 3],
        ("short", "lenet5"): ["1111", "222", "1", 3],
        ("long", "lenet5"): ["1111", "222", "1", 3],
    }
    assert of("predict", "gpu", "threads") == {
        (recipe, net): [gpu, 5]
        for recipe in ("short", "long")
        for net, gpu in (("dense", "0"), ("lenet5", "1"))
    }


def test_a_cluster_without_cards_is_asked_for_none_and_for_more_time(tmp_path):
    workflow = copy(tmp_path)
    workflow.config.write_text(workflow.config.read_text().replace("dense", "alexnet"))
    with_cards = trainings(workflow)["long", "alexnet"]
    text = workflow.config.read_text().replace("resources: {}", "resources: {gpu: 0}")
    workflow.config.write_text(text)
    jobs = asked(workflow, "pair")
    assert {job.get("gpu", "0") for job in jobs} == {"0"}
    [without] = (
        job
        for job in jobs
        if (job["rule"], job.get("recipe"), job.get("model"))
        == ("train_model", "long", "alexnet")
    )
    assert int(without["runtime"]) > int(with_cards["runtime"])


@pytest.mark.parametrize(("gpu", "gres"), [(1, "gpu:1"), (2, "gpu:2"), (0, None)])
def test_cards_are_asked_for_as_generic_resources_where_a_site_wants_it(
    tmp_path, gpu, gres
):
    workflow = copy(tmp_path, f"{{gpu: {gpu}, gpu_request: gres}}")
    jobs = asked(workflow, "pair")
    assert not any("gpu" in job for job in jobs)
    for job in jobs:
        assert job.get("gres") == (gres if job["rule"] in GPU_RULES else None)


def test_a_probe_and_then_a_run_tell_what_is_needed(tmp_path):
    workflow = copy(tmp_path)
    measured = {"peak_anonymous_bytes": 2e9, "device": "GPU: some", "threads": 8}

    def write(name, content):
        file = workflow.folder / "results" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(measured | content))

    kind = ("long", "dense")
    probe = {"seconds": 3000.0, "batch_size": 16, "epochs": 2000}
    write("probes/tiny/holdout/long/dense.json", probe)
    # Of another recipe of the same name, of old.
    write("probes/tiny/holdout/short/dense.json", probe)
    of_probes = trainings(workflow)
    assert (of_probes[kind]["runtime"], of_probes[kind]["mem_mb"]) == ("110", "3800")
    assert of_probes["short", "dense"]["mem_mb"] != "3800"

    config = yaml.safe_load((workflow.folder / "config/config.yaml").read_text())
    for section, entries in yaml.safe_load(CONFIG).items():
        config[section] |= entries
    config = resolve(config, workflow.folder / "config/config.schema.yaml")
    recipe = merged_recipe(config, "long", "dense")
    del recipe["test_time_augmentation"]
    run = {
        "recipe": recipe,
        "model": model(config, "dense"),
        "epochs_run": 2000,
        "resumed_from_epoch": None,
        "wall_seconds": 6000.0,
    }
    write("runs/tiny/holdout/long/dense/seed-7/run.json", run)
    assert trainings(workflow)[kind]["runtime"] == "210"


def test_no_change_of_a_request_runs_anything_again(tmp_path):
    workflow = copy(tmp_path)
    targets = [
        f"{RUN.format('short', net)}/metrics.json" for net in ("dense", "lenet5")
    ]
    for script in (workflow.folder / "scripts").glob("*.py"):
        script.write_text(STUB)
    workflow.snakemake("--cores", "8", *targets)
    assert workflow.planned(*targets) == {}
    requests = (
        "{gpu: 0, experiments: {pair: {mem_mb: 9, runtime: 9, threads: 2}}}",
        "{gpu_request: gres, rules: {predict: {threads: 1}}}",
    )
    for request in requests:
        workflow.config.write_text(f"{CONFIG}\nresources: {request}\n")
        assert workflow.planned(*targets) == {}
    # Whereas what is learnt does.
    workflow.config.write_text(CONFIG.replace("epochs: 2,", "epochs: 3,"))
    assert workflow.planned(*targets)["train_model"] == 2


@pytest.mark.parametrize("scheduler", ["greedy", "ilp"])
def test_the_longest_training_starts_first_and_a_prediction_before_any(
    tmp_path, scheduler
):
    workflow = copy(tmp_path)
    epochs = {"b": 300, "e": 100, "a": 500, "d": 400, "c": 200}
    recipes = "".join(
        f"  {name}: {{epochs: {n}, batch_size: 16}}\n" for name, n in epochs.items()
    )
    workflow.config.write_text(CONFIG.replace("recipes:\n", f"recipes:\n{recipes}"))
    for script in (workflow.folder / "scripts").glob("*.py"):
        script.write_text(STUB)
    targets = [f"{RUN.format(name, 'dense')}/predictions.csv" for name in epochs]
    workflow.snakemake(
        *("--cores", "8", "--resources", "gpu=1", "--scheduler", scheduler),
        *targets,
    )
    lines = (workflow.folder / "order.txt").read_text().splitlines()
    computed = [line for line in lines if line.startswith(("train", "predict"))]
    expected = [
        f"{rule} {name}"
        for name in sorted(epochs, key=epochs.get, reverse=True)
        for rule in ("train_model", "predict")
    ]
    assert computed == expected
