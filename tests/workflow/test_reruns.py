"""An edit reruns exactly what it touches: the table of docs/how_it_fits_together.md.

The workflow runs once for real, with tiny models; each edit is then planned with a dry
run and taken back.
"""

import os
import time
import zipfile

import pytest
import yaml

from tests.helpers.rerun_setup import (
    RUNS_COMPARED,
    SCORES_COMPARED,
    comment,
    config,
    training_of,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def workflow(finished):
    return finished


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


def test_changing_the_margin_compares_again_and_scores_nothing(workflow, edit):
    edit("mine.yaml", config(experiments__tiny__margin=0.02))
    compared = {"compare_pairs", "write_record", "write_tables", "write_report"}
    compared |= {"write_citations", "plot_cost"}
    assert workflow.planned() == dict.fromkeys(compared, 1)


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
