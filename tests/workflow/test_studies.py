"""Rules that an experiment has only where it asks for them."""

import pytest

from sandbox.workflow_copy import copy_workflow

pytestmark = pytest.mark.slow

CONFIG = """
splits:
  some: {test: 0.2, valid: 0.2, seed: 1001, train_fraction: 0.5}
experiments:
  plain: &plain {datasets: [simulated], splits: [holdout], recipes: [quick],
                 models: [dense], seeds: [0, 1]}
  study: {<<: *plain, splits: [holdout, some], score_train: true}
  quick_page: {<<: *plain, gradcam: false}
"""
ROW = "study,simulated,dense,test_accuracy,0.5,Nobody 2026,,\n"


def refer(workflow, row):
    path = workflow.folder / "config" / "references.csv"
    path.write_text(path.read_text() + row)


def test_a_study_has_its_rules_and_others_have_not(tmp_path):
    workflow = copy_workflow(tmp_path / "copy", CONFIG)
    refer(workflow, ROW)
    asked = workflow.planned("study")
    assert asked["predict_train"] == asked["score_train"] == 4
    assert asked["plot_data_amount"] == asked["compare_references"] == 1
    plain = workflow.planned("plain")
    for rule in ("predict_train", "score_train", "plot_data_amount"):
        assert rule not in plain
    assert "compare_references" not in plain
    assert plain["explain"] == plain["plot_gradcam"] == 1  # of two seeds
    assert not {"explain", "plot_gradcam"} & set(workflow.planned("quick_page"))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROW.replace("study", "studdy"), "column experiment: unknown experiment"),
        (ROW.replace("0.5", "50"), "column value: got '50'"),
    ],
)
def test_a_wrong_figure_is_one_clear_message(tmp_path, row, message):
    workflow = copy_workflow(tmp_path / "copy", CONFIG)
    refer(workflow, row)
    result = workflow.snakemake("-n", check=False)
    assert result.returncode != 0
    assert message in result.stdout
    assert "config/references.csv, line " in result.stdout
    assert "Traceback" not in result.stdout
