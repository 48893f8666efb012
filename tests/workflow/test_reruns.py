"""An edit reruns exactly what it touches: the table of docs/how_it_fits_together.md.

The workflow runs once for real, with tiny models; each edit is then planned with a dry
run and taken back.
"""

import os
import random
import shutil
import subprocess
import sys
import time
import zipfile

import pytest
import yaml

from galaxybench.records.record import read
from sandbox.workflow_copy import copy_workflow

pytestmark = pytest.mark.slow

CONFIG = {
    "run": ["tiny"],
    "datasets": {
        "few": {"source": "simulated_galaxies", "images": 120, "size": 32, "seed": 3}
    },
    "recipes": {
        "short": {"epochs": 1, "batch_size": 32},
        "longer": {"epochs": 2, "batch_size": 32},
    },
    "experiments": {
        "tiny": {
            "datasets": ["few"],
            "splits": ["holdout"],
            "recipes": ["short", "longer"],
            "models": ["dense", "lenet5"],
            "seeds": [0],
        }
    },
}
SCORES_COMPARED = {
    "compare_models": 1,
    "plot_accuracy": 1,
    "plot_all_fail": 1,
    "plot_classes": 1,
    "plot_confused": 1,
    "plot_cost": 1,
    "plot_reliability": 1,
    "plot_confusion": 1,
    "write_citations": 1,
    "write_tables": 1,
    "write_report": 1,
}
RUNS_COMPARED = {
    **SCORES_COMPARED,
    "write_record": 1,
    "compare_pairs": 1,
    "plot_gradcam": 1,
    "plot_learning_curves": 1,
    "plot_misclassified": 1,
}


EXPLAINED = {"explain", "plot_gradcam"}
"""Jobs of the first seed alone."""


def training_of(runs: int) -> dict[str, int]:
    """The jobs of this many runs, and the comparison."""
    rules = ("train_model", "predict", "explain", "score")
    return dict.fromkeys(rules, runs) | RUNS_COMPARED


@pytest.fixture(scope="module")
def workflow(tmp_path_factory):
    flow = copy_workflow(tmp_path_factory.mktemp("reruns"), yaml.safe_dump(CONFIG))
    flow.snakemake("--cores", "2")
    assert (flow.folder / "results/experiments/tiny/report.html").stat().st_size > 10000
    return flow


@pytest.fixture
def edit(workflow):
    """Edit files of the workflow; every edit is taken back, times too, afterwards."""
    before = {}

    def write(name: str, change) -> None:
        path = workflow.folder / name
        if path not in before:
            before[path] = path.read_text() if path.exists() else None
        path.write_text(change(before[path]))

    yield write
    for path, text in before.items():
        path.unlink() if text is None else path.write_text(text)


def comment(text: str) -> str:
    return f"{text}\n# A comment.\n"


def config(**changes):
    """Replace parts of the experiment or of a recipe in the user's own file."""

    def change(text: str) -> str:
        loaded = yaml.safe_load(text)
        for path, value in changes.items():
            *parents, key = path.split("__")
            place = loaded
            for parent in parents:
                place = place[parent]
            place[key] = value
        return yaml.safe_dump(loaded, sort_keys=False)

    return change


def test_a_second_run_does_nothing(workflow):
    assert "Nothing to be done" in workflow.snakemake("--cores", "2").stdout


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("scripts/galaxybench/models/lenet5.py", training_of(2)),
        ("scripts/galaxybench/training/training.py", training_of(4)),
        ("scripts/galaxybench/training/optimizers.py", training_of(4)),
        ("scripts/galaxybench/evaluation/metrics.py", {"score": 4, **SCORES_COMPARED}),
        (
            "scripts/galaxybench/figures/accuracy.py",
            {"plot_accuracy": 1, "write_report": 1},
        ),
        ("scripts/galaxybench/report/templates/report.html.j2", {"write_report": 1}),
        ("scripts/galaxybench/report/templates/page/tables.js", {"write_report": 1}),
        (
            "scripts/galaxybench/report/citations.py",
            {"write_citations": 1, "write_report": 1},
        ),
    ],
)
def test_editing_a_source_file_reruns_what_runs_it(workflow, edit, file, expected):
    edit(file, comment)
    assert workflow.planned() == expected


def test_editing_what_observes_or_is_not_used_reruns_nothing(workflow, edit):
    for file in (
        "jobs/energy.py",
        "networks/model_card.py",
        "models/alexnet.py",
        "datasets/mnist.py",
    ):
        edit(f"scripts/galaxybench/{file}", comment)
    assert workflow.planned() == {}


def test_editing_a_colour_draws_figures_and_writes_the_page(workflow, edit):
    edit("scripts/galaxybench/figures/style.py", comment)
    jobs = workflow.planned()
    assert jobs.pop("write_report") == 1
    assert jobs and all(rule.startswith("plot_") for rule in jobs), jobs


def test_editing_the_renderer_reruns_all_from_the_import_on(workflow, edit):
    edit("scripts/galaxybench/datasets/simulated_galaxies.py", comment)
    assert workflow.planned() == {
        "import_dataset": 1,
        "split_dataset": 1,
        "fit_normalization": 1,
        "plot_samples": 1,
        **training_of(4),
    }


def test_changing_one_recipe_reruns_its_runs(workflow, edit):
    edit("mine.yaml", config(recipes__short__epochs=3))
    assert workflow.planned() == training_of(2)


def test_changing_test_time_augmentation_trains_nothing(workflow, edit):
    edit("mine.yaml", config(recipes__short__test_time_augmentation="dihedral"))
    jobs = {"predict": 2, "explain": 2, "score": 2, **RUNS_COMPARED}
    del jobs["plot_learning_curves"]
    assert workflow.planned() == jobs


def test_leaving_the_explanations_out_writes_the_page_again(workflow, edit):
    edit("mine.yaml", config(experiments__tiny__gradcam=False))
    assert workflow.planned() == {"write_citations": 1, "write_report": 1}


def test_exchanging_two_values_of_a_recipe_is_noticed(workflow, edit):
    edit("mine.yaml", config(recipes__short={"epochs": 32, "batch_size": 1}))
    assert workflow.planned() == training_of(2)


def test_adding_a_model_to_the_experiment_runs_it(workflow, edit):
    models = ["dense", "lenet5", "galaxy10_cnn"]
    edit("mine.yaml", config(experiments__tiny__models=models))
    assert workflow.planned() == training_of(2)


def test_a_new_architecture_is_one_file_and_its_name(workflow, edit):
    lenet5 = (workflow.folder / "scripts/galaxybench/models/lenet5.py").read_text()
    edit("scripts/galaxybench/models/mine.py", lambda _: lenet5)
    assert workflow.planned() == {}
    models = ["dense", "lenet5", "mine"]
    edit("mine.yaml", config(experiments__tiny__models=models))
    assert workflow.planned() == training_of(2)


def test_deviating_from_the_recipe_for_one_model_reruns_that_model(workflow, edit):
    slower = {"lenet5": {"recipe": {"optimizer": {"learning_rate": 0.0005}}}}
    edit("mine.yaml", config(models=slower))
    assert workflow.planned() == training_of(2)


def test_reordering_the_yaml_does_nothing(workflow, edit):
    def reverse(text: str) -> str:
        loaded = yaml.safe_load(text)
        experiment = loaded["experiments"]["tiny"]
        for key in ("models", "recipes"):
            experiment[key] = experiment[key][::-1]
        for key in ("recipes", "datasets"):
            loaded[key] = {
                name: dict(reversed(loaded[key][name].items()))
                for name in reversed(loaded[key])
            }
        return yaml.safe_dump(dict(reversed(loaded.items())), sort_keys=False)

    edit("mine.yaml", reverse)
    assert workflow.planned() == {}


def test_touching_everything_and_reverting_an_edit_do_nothing(workflow, edit):
    training = workflow.folder / "scripts/galaxybench/training/training.py"
    text = training.read_text()
    training.write_text(comment(text))
    assert workflow.planned() != {}
    training.write_text(text)
    later = time.time()
    for part in ("Snakefile", "rules", "scripts", "config", "profiles", "mine.yaml"):
        place = workflow.folder / part
        for path in [place, *place.rglob("*")]:
            os.utime(path, (later, later))
    assert workflow.planned() == {}


def test_an_edit_with_an_old_time_is_noticed(workflow, edit):
    file = "scripts/galaxybench/models/lenet5.py"
    edit(file, comment)
    os.utime(workflow.folder / file, (0, 0))
    result = workflow.snakemake("-n")
    assert "model.keras: it was made with another scripts/" in result.stdout
    assert workflow.planned() == training_of(2)


NEW_SEEDS = {k: n for k, n in training_of(4).items() if k not in EXPLAINED}


@pytest.fixture
def forgotten(workflow, tmp_path):
    """A copy of the workflow and its results, without Snakemake's own records."""
    copy = workflow.copied_to(tmp_path / "copy")
    shutil.rmtree(copy.folder / ".snakemake")
    return copy


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, {}),
        ({"recipes__short__epochs": 3}, training_of(2)),
        ({"experiments__tiny__seeds": [0, 1]}, NEW_SEEDS),
        (
            {"experiments__tiny__models": ["dense", "lenet5", "mnist_cnn"]},
            training_of(2),
        ),
    ],
    ids=["nothing", "recipe", "seed", "model"],
)
def test_a_change_is_noticed_without_snakemakes_records(forgotten, change, expected):
    text = forgotten.config.read_text()
    forgotten.config.write_text(config(**change)(text))
    assert forgotten.planned() == expected


def test_an_edit_is_noticed_without_snakemakes_records(forgotten):
    path = forgotten.folder / "scripts/galaxybench/models/lenet5.py"
    path.write_text(comment(path.read_text()))
    assert forgotten.planned() == training_of(2)


def test_the_results_of_another_run_are_made_anew(forgotten):
    runs = forgotten.folder / "results/runs/few/holdout/short"
    shutil.rmtree(runs / "dense")
    shutil.copytree(runs / "lenet5", runs / "dense")
    result = forgotten.snakemake("-n").stdout
    assert "dense/seed-0/model.keras: it is the result of another job" in result


def test_another_version_of_keras_trains_again(workflow, monkeypatch, tmp_path):
    other = tmp_path / "keras-99.0.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: keras\nVersion: 99.0")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert "keras 99.0" in workflow.snakemake("-n").stdout
    assert workflow.planned() == training_of(4)


def test_an_edit_during_a_run_is_trained_next_time(workflow, tmp_path):
    flow = workflow.copied_to(tmp_path / "copy")
    own = {"models": ["lenet5"], "recipes": ["short"], "seeds": [1, 2]}
    change = {f"experiments__tiny__{key}": value for key, value in own.items()}
    flow.config.write_text(config(**change)(flow.config.read_text()))
    net = flow.folder / "scripts/galaxybench/models/lenet5.py"
    logs = flow.folder / "results/logs/train_model/few/holdout/short/lenet5"
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--configfile"]
    with (tmp_path / "output").open("w") as output:
        running = subprocess.Popen(
            [*command, flow.config], cwd=flow.folder, stdout=output, stderr=output
        )
        new = [logs / f"seed-{seed}.log" for seed in own["seeds"]]
        while not any(log.exists() and "parameters" in log.read_text() for log in new):
            assert running.poll() is None
            time.sleep(0.02)
        net.write_text(comment(net.read_text()))
        assert running.wait() == 1
    # The first was trained as planned, and the second not at all.
    trained = list(flow.folder.glob("results/runs/few/holdout/short/lenet5/seed-[12]"))
    assert len(list(filter(lambda run: (run / "model.keras").exists(), trained))) == 1
    text = (tmp_path / "output").read_text()
    assert "edited after the workflow planned it" in text and "lenet5.py" in text
    assert flow.planned()["train_model"] == 2


def test_a_failing_edit_costs_no_model(workflow, tmp_path):
    flow = workflow.copied_to(tmp_path / "copy")
    net = flow.folder / "scripts/galaxybench/models/lenet5.py"
    good = net.read_text()
    run = flow.folder / "results/runs/few/holdout/short/lenet5/seed-0"
    before = {path: path.read_bytes() for path in run.iterdir() if path.is_file()}
    bad = '    raise ValueError("no such net")\n    return'
    net.write_text(good.replace("    return", bad, 1))
    result = flow.snakemake("--cores", "2", check=False)
    assert result.returncode == 1
    assert "Error: no such net" in result.stdout
    assert "Traceback" not in result.stdout
    assert {path: path.read_bytes() for path in before} == before
    assert flow.planned()["train_model"] == 2
    net.write_text(good)
    jobs = flow.planned()
    assert not {"train_model", "predict", "score", "explain"} & set(jobs), jobs


def test_touch_accepts_an_edit_for_good(workflow, tmp_path):
    flow = workflow.copied_to(tmp_path / "copy")
    net = flow.folder / "scripts/galaxybench/models/lenet5.py"
    net.write_text(comment(net.read_text()))
    assert flow.planned() == training_of(2)
    flow.snakemake("--cores", "1", "--touch")
    assert flow.planned() == {}
    shutil.rmtree(flow.folder / ".snakemake")
    assert flow.planned() == {}
    record = read(
        flow.folder
        / "results/runs/few/holdout/short/lenet5/seed-0/.provenance/model.keras.json"
    )
    assert record["accepted"] == ["code"]


def test_every_file_of_the_experiment_is_verified(workflow, tmp_path):
    flow = workflow.copied_to(tmp_path / "copy")
    assert (
        "all are as they were written"
        in flow.snakemake("--cores", "1", "verify_tiny").stdout
    )
    chance = random.Random(18)
    files = [
        path
        for place in ("data", "results/runs", "results/experiments")
        for path in sorted((flow.folder / place).rglob("*"))
        if path.is_file()
    ]
    files += [
        p for p in (flow.folder / "results/experiments").rglob("*") if p.is_file()
    ]
    spoilt = chance.sample(files, 25)
    for path in spoilt:
        whole = bytearray(path.read_bytes())
        whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(whole)
    result = flow.snakemake("--cores", "1", "verify_tiny", check=False)
    assert result.returncode == 1
    for path in spoilt:
        name = path.relative_to(flow.folder).as_posix()
        assert f"{name}: " in result.stdout, name


@pytest.mark.parametrize(
    ("file", "reader"),
    [
        ("data/splits/few/holdout/test.fits", "score"),
        ("results/runs/few/holdout/short/dense/seed-0/predictions.csv", "score"),
        ("results/runs/few/holdout/short/dense/seed-0/model.keras", "predict"),
    ],
)
def test_no_job_reads_what_another_did_not_write(workflow, tmp_path, file, reader):
    flow = workflow.copied_to(tmp_path / "copy")
    path = flow.folder / file
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + whole[len(whole) // 2 + 64 :])
    result = flow.snakemake(
        *("--cores", "1", "--forcerun", reader, "--until", reader), check=False
    )
    assert result.returncode == 1
    assert f"Error: {file} is not the file that" in result.stdout
    assert "delete it" in result.stdout


def test_the_report_alone_can_be_written_again(workflow):
    page = "results/experiments/tiny/report.html"
    assert workflow.planned("-f", page) == {"write_report": 1}


def test_snakemakes_own_report_holds_every_figure_with_its_caption(workflow):
    workflow.snakemake("--report", "report.zip", "tiny")
    with zipfile.ZipFile(workflow.folder / "report.zip") as archive:
        names = archive.namelist()
        page = archive.read("report/report.html").decode()
    assert sum(name.endswith("/accuracy.png") for name in names) == 1
    assert "Wilson interval" in page
