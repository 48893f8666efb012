"""From predictions to the page: the scripts, run on a made-up experiment."""

import ast
import json
import subprocess
import sys

import pandas as pd
import pytest

from tests.helpers.fake_runs import FakeExperiment
from tests.helpers.script_setup import SCRIPTS

OURS = [
    *("score", "score_train", "compare_models", "compare_references", "write_report"),
    *("compare_pairs", "compare_ranks", "plot_ranks", "compare_slices", "write_slices"),
] + [
    f"plot_{figure}"
    for figure in (
        "accuracy", "all_fail", "augmentation", "classes", "confused", "confusion",
        "cost", "data_amount", "gradcam", "learning_curves", "likely_wrong",
        "misclassified", "reliability", "samples", "slices",
    )
]  # fmt: skip


@pytest.mark.slow
def test_from_predictions_to_the_page_over_two_folds(tmp_path):
    fake = FakeExperiment(
        tmp_path,
        {"lenet5": 1.5, "dense": 0.5},
        classes=["round", "edge-on", "spiral"],
        splits=("cv2-fold0", "cv2-fold1"),
    )
    fake.score()
    metrics = json.loads(fake.run_files("metrics.json")[0].read_text())
    assert metrics["classes"] == ["round", "edge-on", "spiral"]
    assert sum(map(sum, metrics["confusion"])) == metrics["test_images"] == 18
    table = pd.read_csv(fake.result("metrics.csv"))
    assert table["split"].tolist() == ["cv2-fold0", "cv2-fold1"] * 2
    fake.plot()
    for figure in (
        "accuracy",
        "samples",
        "misclassified",
        "confused",
        "all_fail",
        "likely_wrong",
        "gradcam",
    ):
        assert fake.figure_file(figure).stat().st_size > 5_000
        assert fake.figure_file(figure, "pdf").exists()
    page = fake.report().read_text()
    assert "2 folds" in page
    assert "snakemake --cores all fake --configfile &#39;my file.yaml&#39;" in page


def test_no_keras():
    """Importing what the scripts import must not import Keras or TensorFlow."""
    imports = [
        ast.unparse(statement)
        for script in OURS
        for statement in ast.parse((SCRIPTS / f"{script}.py").read_text()).body
        if isinstance(statement, ast.Import | ast.ImportFrom)
    ]
    assert len(imports) > 30
    check = "import sys; assert not {'keras', 'tensorflow'} & set(sys.modules)"
    code = "\n".join(
        [f"import sys; sys.path.append({str(SCRIPTS)!r})", *imports, check]
    )
    subprocess.run([sys.executable, "-c", code], check=True)
