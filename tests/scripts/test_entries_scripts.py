"""Ensembles and predictions from outside: their scripts, and the page with them."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from galaxybench.comparison.summary import summarize
from tests.helpers.fake_entries import FakeEntries

CLASSES = ["round", "edge-on", "spiral"]


@pytest.fixture(scope="module")
def fake(tmp_path_factory):
    """Two models of two seeds, one ensemble of each method, one file from outside."""
    folder = tmp_path_factory.mktemp("fake")
    fake = FakeEntries(
        folder, {"lenet5": 1.5, "dense": 0.5}, classes=CLASSES, seeds=(0, 1)
    )
    fake.ensemble("average")
    fake.ensemble("two_best", "vote", best=2)
    labels = fake.labels
    file = folder / "colleague.csv"
    predicted = np.where(np.arange(len(labels)) % 3, labels, (labels + 1) % 3)
    pd.DataFrame({"predict": predicted, "test": labels}).to_csv(file)
    fake.predictions("colleague", file)
    fake.score()
    fake.plot()
    fake.report()
    return fake


@pytest.fixture(scope="module")
def page(fake):
    return fake.result("report.html").read_text(encoding="utf-8")


def entry_file(fake, entry, name):
    (names,) = (names for names in fake.entries if names["model"] == entry)
    return fake.run_file(names, name)


def test_an_ensemble_has_the_files_of_a_run(fake):
    average = pd.read_csv(entry_file(fake, "average", "predictions.csv"))
    members = [pd.read_csv(path) for path in fake.run_files("predictions.csv")]
    assert list(average) == list(members[0])
    mean = sum(member["p1"] for member in members) / 4
    np.testing.assert_allclose(average["p1"], mean, atol=1e-8)
    run = json.loads(entry_file(fake, "two_best", "run.json").read_text())
    assert (run["model"], run["method"], run["candidates"]) == ("two_best", "vote", 4)
    assert len(run["members"]) == 2
    metrics = json.loads(entry_file(fake, "average", "metrics.json").read_text())
    right = (average["label"] == average["predicted"]).mean()
    assert metrics["accuracy"] == pytest.approx(right)


def test_the_best_are_not_chosen_on_the_test_images(fake, tmp_path):
    """Wrong labels in every member change no choice."""
    kept = json.loads(entry_file(fake, "two_best", "run.json").read_text())["members"]
    other = FakeEntries(
        tmp_path, {"lenet5": 1.5, "dense": 0.5}, classes=CLASSES, seeds=(0, 1)
    )
    for path in other.run_files("predictions.csv"):
        table = pd.read_csv(path)
        table.assign(label=np.roll(table["label"], 5)).to_csv(path, index=False)
    other.ensemble("two_best", "vote", best=2)
    run = json.loads(entry_file(other, "two_best", "run.json").read_text())
    assert run["members"] == kept


def test_the_table_has_every_row_with_its_costs(fake):
    table = pd.read_csv(fake.result("metrics.csv")).set_index("model")
    assert table["recipe"].tolist() == ["baseline"] * 4 + ["ensemble"] * 2 + [
        "external"
    ]
    runs = table[table["recipe"] == "baseline"]
    for cost in ("parameters", "train_seconds", "predict_seconds_per_image"):
        assert table.loc["average", cost] == runs[cost].sum()
        assert np.isnan(table.loc["colleague", cost])
    assert table.loc["colleague", "accuracy"] == pytest.approx(2 / 3)
    assert table["log_loss"].isna().tolist() == [False] * 5 + [True, True]
    others = table.loc["average":, ["epochs_run", "best_epoch", "device"]]
    assert others.isna().all(axis=None)
    assert len(summarize(table.reset_index())) == 2 + 2 + 1


def test_the_page_says_what_each_row_is_made_of(page):
    assert "mean probabilities of 4 runs: lenet5 seed 0 (" in page
    assert "majority vote of 2 runs, those of 4 with the best validation" in page
    assert re.search(r"file \S+/colleague.csv \(sha256 \w{64}\), class numbers", page)
    assert "fake</strong>: 4 training runs, 2 models, 1 recipe, 2 seeds." in page
    assert "<dt>Recipes</dt><dd>baseline</dd>" in page
    assert "<dt>Models</dt><dd>lenet5, dense</dd>" in page


def test_the_page_shows_a_dash_for_what_is_not_known(page):
    assert not re.search(r"\bnan\b", re.sub(r'data:image[^"]*', "", page), re.I)
    start = '<tr><th scope="row">colleague</th><td(?: class="name")?>external</td>'
    rows = re.findall(f"{start}.*?</tr>", page, flags=re.S)
    assert len(rows) == 4  # models, runs, most confused classes, what it is made of
    # Of the run: seed, validation twice, time, epoch.
    assert max(row.count("–") for row in rows) == 5


def test_every_row_is_in_the_figures(fake):
    for figure in ("accuracy", "confusion", "misclassified"):
        assert fake.figure_file(figure).stat().st_size > 5_000


def test_rows_of_every_fold(tmp_path):
    fake = FakeEntries(
        tmp_path,
        {"lenet5": 1.5, "dense": 0.5},
        classes=CLASSES,
        splits=("cv2-fold0", "cv2-fold1"),
        recipes=("short", "long"),
    )
    fake.ensemble("average")
    fake.score()
    page = fake.report().read_text()
    assert "lenet5 with short seed 0" in page
    table = pd.read_csv(fake.result("metrics.csv"))
    assert table["split"].tolist()[-2:] == ["cv2-fold0", "cv2-fold1"]


def test_predictions_of_other_images_leave_no_file(tmp_path):
    fake = FakeEntries(tmp_path, {"lenet5": 1.5}, classes=CLASSES)
    file = tmp_path / "theirs.csv"
    labels = fake.labels.copy()
    labels[4] = 2
    pd.DataFrame({"predict": labels, "test": labels}).to_csv(file)
    with pytest.raises(ValueError, match=r"theirs.csv: 18 rows .* row 4 \(line 6\)"):
        fake.predictions("theirs", file)
    assert not entry_file(fake, "theirs", "predictions.csv").exists()
