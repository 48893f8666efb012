"""Predictions alone in the real workflow: the whole page, and what reruns when."""

import re
import shutil

import numpy as np
import pandas as pd
import pytest
import yaml

from sandbox.workflow_copy import copy_workflow

pytestmark = pytest.mark.slow

ROW = {"dataset": "outside", "split": "predefined"}
EXPERIMENT = {
    "datasets": ["outside"],
    "splits": ["predefined"],
    "models": [],
    "recipes": [],
    "seeds": [0],
    "predictions": {
        "resnet50": {"file": "resnet50.csv", **ROW},
        "mine": {"file": ["mine_0.csv", "mine_1.csv"], **ROW},
        "flat": {"file": "flat.csv", **ROW},
        "copy": {"file": "copy.csv", **ROW},
    },
    "ensembles": {"vote": {"method": "vote", "predictions": ["resnet50", "mine"]}},
}
CONFIG = {
    "run": ["only"],
    "datasets": {
        "outside": {
            "source": "predictions",
            "path": "resnet50.csv",
            "classes": ["smooth", "disk", "merger"],
        }
    },
    "experiments": {"only": EXPERIMENT},
}
IMAGES = 90
COMPARED = dict.fromkeys(
    ("compare_models", "compare_pairs", "plot_accuracy", "plot_classes",
     "plot_confusion", "plot_reliability", "write_citations", "write_record",
     "write_report", "write_tables"), 1,
)  # fmt: skip


def write_files(folder) -> None:
    """Three nets of which one always answers the same, and a copy of a file."""
    labels = np.arange(IMAGES) % 3
    random = np.random.default_rng(2)
    for name, skill in (("resnet50", 3.0), ("mine_0", 2.0), ("mine_1", 1.8)):
        p = np.exp(random.normal(size=(IMAGES, 3)) + skill * np.eye(3)[labels])
        p /= p.sum(axis=1, keepdims=True)
        table = pd.DataFrame({"predict": p.argmax(axis=1), "test": labels})
        if name == "resnet50":
            about = {"group": np.arange(IMAGES) // 2, "redshift": random.random(IMAGES)}
            shares = pd.DataFrame(p).add_prefix("p")
            table = table.join(shares).join(pd.DataFrame(about))
        table.to_csv(folder / f"{name}.csv", index=False)
    flat = pd.DataFrame({"predict": 1, "test": labels})
    flat.to_csv(folder / "flat.csv", index=False)
    shutil.copy(folder / "mine_1.csv", folder / "copy.csv")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    flow = copy_workflow(tmp_path_factory.mktemp("alone"), yaml.safe_dump(CONFIG))
    write_files(flow.folder)
    jobs = {"import_dataset": 1, "split_dataset": 1, "import_predictions": 5}
    assert flow.planned() == jobs | {"ensemble_runs": 1} | COMPARED
    flow.snakemake("--cores", "2")
    assert flow.planned() == {}
    return flow


@pytest.fixture(scope="module")
def page(made):
    page = made.folder / "results/experiments/only/report.html"
    text = re.sub(r"data:image[^\"]*", "", page.read_text())
    return re.sub("<[^>]+>", "", text).replace("\N{NO-BREAK SPACE}", " ")


def test_every_file_is_a_row_and_the_seeds_of_one_row_are_compared_together(made):
    folder = made.folder / "results/experiments/only"
    table = pd.read_csv(folder / "metrics.csv")
    assert list(zip(table["model"], table["seed"], strict=True)) == [
        ("vote", 0), ("copy", 0), ("flat", 0), ("mine", 0), ("mine", 1),
        ("resnet50", 0),
    ]  # fmt: skip
    ranking = pd.read_csv(folder / "ranking.csv").set_index("model")
    assert ranking["trainings"]["mine"] == 2
    pairs = pd.read_csv(folder / "significance.csv")
    mine = (pairs["model_a"] == "mine") | (pairs["model_b"] == "mine")
    assert set(pairs.loc[mine, "test"]) == {"crossed t"}
    assert set(pairs.loc[~mine, "test"]) == {"paired t"}
    answers = pd.read_csv(folder / "answers.csv")
    assert answers["content"].nunique() == IMAGES
    assert answers["group"].nunique() == IMAGES // 2
    assert {"external/mine/1", "ensemble/vote/0"} <= set(answers)


def test_there_are_no_figures_of_images_or_of_trainings(made):
    drawn = made.folder / "results/experiments/only/figures/outside/predefined"
    figures = {path.stem for path in drawn.glob("*.png")}
    assert figures == {"accuracy", "classes", "confusion", "reliability"}


def test_the_page_claims_what_the_files_can_show(page):
    assert (
        "5 files of predictions that were made elsewhere. Nothing was trained" in page
    )
    assert "external flat (33.3 %) is never called best: coll" in page
    same = "external copy (copy.csv) and external mine (mine_1.csv) are the same"
    assert f"The files of {same}, byte for byte" in page
    assert "holds for these predictions alone" in page
    assert "There are no pixels here" in page
    assert "Software and machine" not in page and "git checkout" not in page
    for word in ("temperature", "scaled", "Chollet", "Selvaraju", "did not train"):
        assert word not in page, word
    assert "flat (collapsed)" in page
    assert "Collapsed predictions answer one class for nearly all images." in page
    assert not re.search(r"\bnan\b|\bNone\b(?!:)", page)


def test_a_changed_file_reruns_what_hangs_on_it(made):
    file = made.folder / "mine_1.csv"
    before = file.read_text()
    try:
        file.write_text(before.replace("1,1", "0,1", 1))
        jobs = {"import_predictions": 1, "ensemble_runs": 1}
        assert made.planned() == jobs | COMPARED
    finally:
        file.write_text(before)
    assert made.planned() == {}


def test_nothing_is_to_do_for_estimates_and_all_files_are_verified(made):
    for task in ("estimate", "tune", "watch"):
        said = made.snakemake("--cores", "1", f"{task}_only").stdout
        assert "Nothing is trained for this experiment" in said
    assert "all are as they were written" in (
        made.snakemake("--cores", "1", "verify_only").stdout
    )


def test_two_such_experiments_are_compared(made):
    shutil.copytree(made.folder / "results/experiments/only", made.folder / "earlier")
    given = ["--config", "compared=earlier,only"]
    made.snakemake("--cores", "1", "compare", *given)
    (page,) = (made.folder / "results/comparisons").rglob("*.html")
    assert "resnet50" in page.read_text()
