"""Ensembles and predictions from outside in the real workflow: what reruns when."""

import json

import pandas as pd
import pytest
import yaml

from galaxybench.images.fits import read_labels
from sandbox.workflow_copy import copy_workflow

pytestmark = pytest.mark.slow

EXPERIMENT = {
    "datasets": ["few"],
    "splits": ["holdout"],
    "recipes": ["short"],
    "models": ["dense"],
    "seeds": [0, 1],
}
CONFIG = {
    "run": ["tiny"],
    "datasets": {
        "few": {"source": "simulated_galaxies", "images": 120, "size": 16, "seed": 3}
    },
    "recipes": {"short": {"epochs": 1, "batch_size": 32}},
    "experiments": {"tiny": EXPERIMENT},
}
COMPARED = {
    "compare_models": 1,
    "compare_pairs": 1,
    "plot_accuracy": 1,
    "plot_all_fail": 1,
    "plot_classes": 1,
    "plot_confused": 1,
    "plot_cost": 1,
    "plot_reliability": 1,
    "plot_confusion": 1,
    "plot_misclassified": 1,
    "write_citations": 1,
    "write_record": 1,
    "write_tables": 1,
    "write_report": 1,
}
BOTH = {
    "ensembles": {"pair": {}},
    "predictions": {
        "colleague": {"file": "theirs.csv", "dataset": "few", "split": "holdout"}
    },
}


def write_predictions(flow, answer: int) -> None:
    """One answer for every test image, in the studies' layout."""
    labels = read_labels(flow.folder / "data/splits/few/holdout/test.fits")
    table = pd.DataFrame({"predict": answer, "test": labels})
    table.to_csv(flow.folder / "theirs.csv")


def configure(flow, **entries) -> None:
    tiny = EXPERIMENT | entries
    flow.config.write_text(yaml.safe_dump(CONFIG | {"experiments": {"tiny": tiny}}))


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The runs alone, predicted and scored."""
    flow = copy_workflow(tmp_path_factory.mktemp("entries"), yaml.safe_dump(CONFIG))
    metrics = "results/runs/few/holdout/short/dense/seed-{}/metrics.json"
    flow.snakemake("--cores", "2", metrics.format(0), metrics.format(1))
    write_predictions(flow, 3)
    return flow


@pytest.fixture(scope="module")
def workflow(trained):
    """The whole experiment with an ensemble and predictions from outside."""
    configure(trained, **BOTH)
    figures = dict.fromkeys(
        ("plot_learning_curves", "plot_samples", "explain", "plot_gradcam"), 1
    )
    jobs = trained.planned()
    entries = {"ensemble_runs": 1, "import_predictions": 1}
    assert jobs == entries | COMPARED | figures  # nothing is trained
    trained.snakemake("--cores", "2")
    assert trained.planned() == {}
    return trained


@pytest.fixture
def restored(workflow):
    """The workflow, whose edits are taken back."""
    files = [workflow.config, workflow.folder / "theirs.csv"]
    files.append(workflow.folder / "scripts/galaxybench/evaluation/ensembles.py")
    before = {file: file.read_text() for file in files}
    yield workflow
    for file, text in before.items():
        file.write_text(text)


def test_both_are_rows_of_the_table(workflow):
    table = pd.read_csv(workflow.folder / "results/experiments/tiny/metrics.csv")
    assert table["model"].tolist() == ["dense", "dense", "pair", "colleague"]
    assert table["recipe"].tolist()[2:] == ["ensemble", "external"]
    assert table["accuracy"].between(0, 1).all()
    place = "results/entries/tiny/pair/few/holdout/run.json"
    members = json.loads((workflow.folder / place).read_text())["members"]
    assert [member["seed"] for member in members] == [0, 1]


@pytest.mark.parametrize(
    ("entries", "jobs"),
    [
        ({"ensembles": {"pair": {}, "voters": {"method": "vote"}}}, ["ensemble_runs"]),
        ({"ensembles": {"pair": {"method": "vote"}}}, ["ensemble_runs"]),
        ({"ensembles": {}}, []),
        ({"ensembles": {"pair": {"method": "mean", "models": ["dense"]}}}, None),
    ],
)
def test_an_ensemble_trains_nothing(restored, entries, jobs):
    configure(restored, **(BOTH | entries))
    expected = {} if jobs is None else dict.fromkeys(jobs, 1) | COMPARED
    assert restored.planned() == expected


def test_a_changed_file_is_imported_again(restored):
    write_predictions(restored, 5)
    assert restored.planned() == {"import_predictions": 1} | COMPARED


def test_an_edit_of_the_ensembles_reruns_them_alone(restored):
    code = restored.folder / "scripts/galaxybench/evaluation/ensembles.py"
    code.write_text(code.read_text() + "# A comment.\n")
    assert restored.planned() == {"ensemble_runs": 1} | COMPARED


def test_a_file_that_is_gone_is_no_reason_to_keep_what_it_said(restored):
    gone = BOTH["predictions"]["colleague"] | {"file": "~/nowhere/theirs.csv"}
    configure(restored, **BOTH | {"predictions": {"colleague": gone}})
    result = restored.snakemake("-n", check=False)
    assert result.returncode != 0
    assert "no such file: ~/nowhere/theirs.csv" in result.stdout


def test_a_file_of_other_images_is_refused_with_its_row(restored):
    file = restored.folder / "theirs.csv"
    lines = file.read_text().splitlines()
    index, predicted, label = lines[7].split(",")
    lines[7] = f"{index},{predicted},{(int(label) + 1) % 10}"
    file.write_text("\n".join(lines))
    configure(restored, predictions={"other": BOTH["predictions"]["colleague"]})
    place = "results/entries/tiny/other/few/holdout/metrics.json"
    result = restored.snakemake("--cores", "1", place, check=False)
    assert result.returncode != 0
    assert "theirs.csv: 24 rows for 24 test images; row 6 (line 8)" in result.stdout


def test_a_check_of_the_labels_scores_nothing_again(restored):
    configure(restored, **BOTH, label_check=True)
    jobs = dict.fromkeys(("plot_likely_wrong", "write_citations", "write_report"), 1)
    assert restored.planned() == jobs


def test_every_scoring_is_in_the_ledger_which_reruns_nothing(restored):
    file = restored.folder / "results/ledger.csv"
    lines = pd.read_csv(file)
    assert sorted(lines["kind"]) == ["ensemble", "outside", "run", "run"]
    assert lines["predictions"].nunique() == 4 and lines["test_part"].nunique() == 1
    page = restored.folder / "results/experiments/tiny/report.html"
    assert "have scored 4 different models (4 of them" in page.read_text()
    text = file.read_text()
    file.unlink()
    assert restored.planned() == {}
    file.write_text(text + "x")
    assert restored.planned() == {}
    file.write_text(text)
