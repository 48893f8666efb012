"""Requests: what the configuration says, or an estimate that grows with the attempt."""

import pytest

from galaxybench.workflow.requests import Requests, light
from tests.helpers.workflow_setup import RUN, resolved, wildcards

JOB = wildcards(RUN)
LENET5 = wildcards(RUN.replace("dense", "lenet5"))


@pytest.fixture(autouse=True)
def nothing_was_made(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def requests(resources: str = "{}", more: str = "") -> Requests:
    return Requests(resolved(f"resources: {resources}\n{more}"))


def mb(resources: dict, job=JOB, attempt: int = 1) -> int:
    return resources["mem_mb"](job, attempt)


def minutes(resources: dict, job=JOB, attempt: int = 1, threads: int = 8) -> int:
    return resources["runtime"](job, attempt, threads)


def test_a_light_job_gets_more_at_every_attempt():
    asked = light(mb=2000, minutes=20)
    assert asked["mem_mb"](JOB, 1) == 2000 and asked["mem_mb"](JOB, 3) == 6000
    assert asked["runtime"](JOB, 1) == 20 and asked["runtime"](JOB, 2) == 40


@pytest.mark.parametrize(
    ("kind", "arguments", "options"),
    [
        ("training", ["train_model"], {}),
        ("training", ["probe_model"], {"minutes": 30}),
        ("prediction", ["predict", "test", "valid"], {}),
        ("prediction", ["explain"], {"minutes": 20}),
    ],
)
def test_a_job_on_a_gpu_asks_for_memory_minutes_and_the_gpu(kind, arguments, options):
    asked = getattr(requests(), kind)(*arguments, **options)
    assert set(asked) == {"gpu", "mem_mb", "runtime"}
    assert asked["gpu"](JOB) == 1
    assert mb(asked, attempt=2) == 2 * mb(asked) > 0
    assert minutes(asked, attempt=2) == 2 * minutes(asked) > 0


def test_a_job_that_reads_images_asks_for_more_time_for_more_of_them():
    asked = requests().streaming("import_dataset", mb=3000)
    assert set(asked) == {"mem_mb", "runtime"}
    sky, sdss = wildcards(dataset="sky"), wildcards(dataset="sdss")
    assert mb(asked, sky, attempt=2) == 2 * mb(asked, sky) > 2 * 3000
    assert minutes(asked, sky) < minutes(asked, sdss)


def test_minutes_that_are_given_are_not_estimated():
    assert minutes(requests().training("probe_model", minutes=30)) == 30
    assert minutes(requests().prediction("explain", minutes=20), attempt=2) == 40


def test_a_longer_training_asks_for_more_and_comes_first():
    long = "recipes: {turned: {epochs: 5000}}"
    turned = wildcards(RUN.replace("plain", "turned"))
    asked = requests(more=long)
    training = asked.training("train_model")
    assert minutes(training, turned) > minutes(training)
    assert asked.longest_first(turned) > asked.longest_first(JOB)


def test_larger_batches_ask_for_more_memory_without_a_gpu():
    asked = requests("{gpu: 0}")
    large = asked.training("tune_model", batches=4, minutes=60)
    assert mb(large) > mb(asked.training("train_model"))


def test_eight_views_take_longer_than_one():
    more = "recipes: {plain: {test_time_augmentation: dihedral}}"
    sky = "datasets: {sky: {images: 4000000}}"
    one = requests(more=sky).prediction("predict", "test")
    eight = requests(more=f"{more}\n{sky}").prediction("predict", "test")
    assert minutes(eight) > 4 * minutes(one)


def test_the_most_specific_request_wins_and_does_not_grow():
    asked = requests(
        "{rules: {train_model: {mem_mb: 1, runtime: 11, threads: 3}},"
        " architectures: {dense: {mem_mb: 2, gpu: 0}},"
        " experiments: {tiny: {runtime: 22}, wide: {runtime: 33}}}"
    )
    training = asked.training("train_model")
    assert (mb(training), mb(training, attempt=2), mb(training, LENET5)) == (2, 2, 1)
    # The run is in both experiments: the larger request counts.
    assert (minutes(training), minutes(training, LENET5)) == (33, 22)
    assert (training["gpu"](JOB), training["gpu"](LENET5)) == (0, 1)
    assert asked.threads("train_model", 8)(JOB) == 3
    assert asked.threads("predict", 8)(JOB) == 8


def test_an_architecture_changes_only_the_rules_within_its_reach():
    asked = requests("{architectures: {dense: {mem_mb: 2, threads: 2}}}")
    assert mb(asked.prediction("predict", "test")) > 2
    assert asked.threads("predict", 8)(JOB) == 8


@pytest.mark.parametrize(("gpus", "gres"), [(2, "gpu:2"), (0, None)])
def test_gpus_are_asked_for_as_a_site_wants_it(gpus, gres):
    asked = requests(f"{{gpu: {gpus}}}").gpus("doctor_gpu")
    assert {key: ask(wildcards()) for key, ask in asked.items()} == {"gpu": gpus}
    asked = requests(f"{{gpu: {gpus}, gpu_request: gres}}").gpus("doctor_gpu")
    assert {key: ask(wildcards()) for key, ask in asked.items()} == {"gres": gres}
