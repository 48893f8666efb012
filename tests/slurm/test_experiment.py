"""An experiment goes through a cluster to its report, whatever happens to its jobs."""

import re
from datetime import datetime

import keras
import numpy as np
import pytest

from tests.slurm.conftest import MIDWAY, RECIPES, RUN

pytestmark = [pytest.mark.slurm, pytest.mark.slow]


def test_it_ends_in_its_report(experiment):
    submitted, _ = experiment
    folder = submitted.workflow.folder / "results/experiments/tiny"
    assert "dense" in (folder / "report.html").read_text()
    assert len((folder / "metrics.csv").read_text().splitlines()) == 1 + len(RECIPES)


def declared(said):
    """What Snakemake says of its jobs: rule, threads, MB, minutes, whether a card."""
    for block in re.findall(r"^rule .*\n(?: {4}.*\n)*", said, flags=re.M):
        rule = re.match(r"rule (\w+):", block)[1]
        threads = re.search(r"^ {4}threads: (\d+)$", block, flags=re.M)
        numbers = dict(re.findall(r"\b(mem_mb|runtime|gpu)=(\d+)", block))
        yield (
            rule,
            int(threads[1]) if threads else 1,
            *(int(numbers[key]) for key in ("mem_mb", "runtime")),
            numbers.get("gpu") == "1",
        )


def asked(job):
    """The same of a job, as SLURM has it."""
    number, unit = re.search(r"mem=([\d.]+)([MG])", job["TRES"]).groups()
    memory = round(float(number) * {"M": 1, "G": 1024}[unit])
    days, _, time = job["TimeLimit"].rpartition("-")
    hours, minutes, _ = map(int, time.split(":"))
    minutes += 60 * hours + 1440 * int(days or 0)
    on_a_card = job["JOB_GRES"] == "gpu:fake:1"
    return job["Rule"], int(job["CPUs/Task"]), memory, minutes, on_a_card


def test_jobs_ask_for_what_their_rules_declare(experiment):
    submitted, _ = experiment
    jobs = {
        asked(job)
        for job in submitted.cluster.jobs()
        if not job["Rule"].startswith("figures_")  # many rules, which are added up
    }
    assert jobs == set(declared(submitted.said.read_text()))
    on_cards = {rule for rule, *_, on_a_card in jobs if on_a_card}
    assert on_cards == {"train_model", "predict", "doctor_gpu"}


def test_jobs_with_a_card_run_where_the_cards_are(experiment):
    submitted, _ = experiment
    places = {(*asked(job)[-1:], job["Partition"]) for job in submitted.cluster.jobs()}
    assert places == {(True, "gpu"), (False, "cpu")}


def test_four_cards_train_four_models_each_on_its_own(experiment):
    submitted, _ = experiment
    spans = [
        (
            *(datetime.fromisoformat(job[f"{side}Time"]) for side in ("Start", "End")),
            (job["NodeList"], job["GRES"]),
        )
        for job in submitted.cluster.jobs("train_model")
    ]
    busy = [
        [card for begun, ended, card in spans if begun <= moment < ended]
        for moment, *_ in spans
    ]
    assert all(len(cards) == len(set(cards)) for cards in busy)
    assert max(map(len, busy)) == 4
    for recipe in RECIPES:
        log = submitted.log(recipe)
        assert re.search(r"GPUs of this job: [01]$", log, flags=re.M)


def test_jobs_of_a_rule_go_as_an_array_where_that_is_asked(again):
    before = len(again.cluster.jobs("score"))
    scores = [f"{RUN.format(recipe)}/metrics.json" for recipe in RECIPES]
    at_once = ("--slurm-array-jobs", "score", "--max-jobs-per-timespan", "100000/1s")
    again.begin(*scores, "--force", *at_once)
    again.end()
    jobs = again.cluster.jobs("score")[before:]
    assert len({job["ArrayJobId"] for job in jobs}) == 1
    assert {job["ArrayTaskId"] for job in jobs} == {"1", "2", "3", "4", "5"}


def test_a_job_over_its_memory_is_tried_again_with_more(experiment):
    submitted, _ = experiment
    memory = [asked(job)[2] for job in submitted.cluster.jobs("import_dataset")]
    assert len(memory) > 1
    assert memory == [200 * attempt for attempt in range(1, len(memory) + 1)]


def attempts(submitted, recipe):
    """The jobs that trained a recipe, in their order."""
    jobs = submitted.cluster.jobs("train_model")
    return [job for job in jobs if f"few_holdout_{recipe}_dense_0" in job["Comment"]]


@pytest.mark.parametrize("happened", ["cancelled", "out of time"])
def test_a_training_that_is_cut_off_is_submitted_again_with_more(experiment, happened):
    submitted, events = experiment
    jobs = {job["JobId"]: job for job in attempts(submitted, events[happened])}
    cut, last = map(asked, jobs.values())
    assert all(more > less for more, less in zip(last[2:4], cut[2:4], strict=True))


@pytest.mark.parametrize("happened", ["on a node that crashed", "requeued"])
def test_a_training_whose_node_is_lost_comes_back_under_its_number(
    experiment, happened
):
    submitted, events = experiment
    lost, back, *_ = attempts(submitted, events[happened])
    assert lost["JobId"] == back["JobId"]


@pytest.mark.parametrize(
    "happened", ["on a node that crashed", "cancelled", "requeued", "out of time"]
)
def test_a_disturbed_training_ends_as_one_that_nobody_disturbed(experiment, happened):
    submitted, events = experiment
    disturbed, other = events[happened], events["undisturbed"]
    assert submitted.description(disturbed)["resumed_from_epoch"] >= MIDWAY
    assert submitted.description(other)["resumed_from_epoch"] is None
    predictions = [
        submitted.made(recipe, "predictions.csv").read_bytes()
        for recipe in (disturbed, other)
    ]
    assert predictions[0] == predictions[1]
    variables = [
        keras.saving.load_model(submitted.made(recipe, "model.keras")).variables
        for recipe in (disturbed, other)
    ]
    for one, two in zip(*variables, strict=True):
        np.testing.assert_array_equal(one, two)
