"""A page of what succeeded: real workflows in which jobs fail, and are mended."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile

import numpy as np
import pandas as pd
import pytest
import yaml
from PIL import Image

from sandbox.workflow_copy import copy_workflow
from tests.helpers.page_parser import Page

pytestmark = pytest.mark.slow

CONFIG = yaml.safe_load("""
run: [tiny, hopeless]
datasets:
  few: {source: simulated_galaxies, images: 120, size: 32, seed: 3}
  spoiled: {source: image_folder, path: photos, size: 32}
recipes:
  short: {epochs: 1, batch_size: 32}
experiments:
  tiny: &tiny
    datasets: [few, spoiled]
    splits: [holdout]
    recipes: [short]
    models: [dense, broken]
    seeds: [0]
    gradcam: false
    ensembles: {both: {}}
  hopeless: {<<: *tiny, datasets: [few], models: [broken], ensembles: {}}
""")
TINY = "results/experiments/tiny"
BROKEN = "scripts/galaxybench/models/broken.py"
FIGURE = "scripts/plot_cost.py"
DAMAGED = "photos/b/0.png"
FAILS = "raise ValueError('there is no layer of attention')\n"


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """A workflow in which a model, a data set and a figure fail, and what it said."""
    flow = copy_workflow(tmp_path_factory.mktemp("partial"), yaml.safe_dump(CONFIG))
    folder = flow.folder
    model = (folder / "scripts/galaxybench/models/dense.py").read_text()
    build = "    x = layers.Flatten()(inputs)"
    (folder / BROKEN).write_text(model.replace(build, f"    {FAILS}{build}"))
    with (folder / FIGURE).open("a") as file:
        file.write(FAILS)
    noise = np.random.default_rng(0)
    for name in ("a", "b"):
        (folder / "photos" / name).mkdir(parents=True)
        for number in range(40):
            image = Image.fromarray(noise.integers(0, 255, (32, 32, 3), np.uint8))
            image.save(folder / f"photos/{name}/{number}.png")
    (folder / DAMAGED).write_bytes((folder / DAMAGED).read_bytes()[:200])
    return flow, flow.snakemake("--cores", "2", check=False)


def page_of(flow) -> str:
    return (flow.folder / TINY / "report.html").read_text(encoding="utf-8")


def test_the_workflow_fails_and_says_where_the_page_is_and_what_failed(failed):
    flow, ended = failed
    assert ended.returncode == 1
    *_, last = ended.stdout.split("At least one job did not complete successfully.")
    lines = [line.strip() for line in last.strip().splitlines()]
    [where] = [line for line in lines if line.startswith("tiny:")]
    assert where.startswith("tiny: 1 of 4 runs succeeded.")
    assert where.endswith(f"{TINY}/report.html")
    message = "train_model failed: there is no layer of attention"
    assert f"broken, seed 0 (few, holdout, short): {message}" in lines
    assert "results/logs/train_model/few/holdout/short/broken/seed-0.log" in lines
    [why] = {line for line in lines if line.startswith("dense, seed 0 (spoiled,")}
    assert "not started, because import_dataset failed: photos/b/0" in why
    assert any("both (few, holdout): not made, because it lacks" in x for x in lines)
    assert any(x.startswith("figure cost (few, holdout): plot_cost") for x in lines)
    assert "hopeless: 0 of 1 runs succeeded. No page was made." in lines
    assert not (flow.folder / "results/experiments/hopeless/report.html").exists()


def test_the_page_is_made_of_what_succeeded_and_lists_the_rest(failed):
    flow, _ = failed
    page, table = page_of(flow), pd.read_csv(flow.folder / TINY / "metrics.csv")
    assert table[["dataset", "model"]].to_numpy().tolist() == [["few", "dense"]]
    assert [tag for tag in Page(page).all("div") if tag.get("role") == "alert"]
    assert "1 of 4 runs" in page
    assert "Among the 1 of 2 runs that succeeded, dense reaches" in page
    assert "nothing to compare dense with: the others failed" in page
    assert "there is no layer of attention" in page
    table = (flow.folder / TINY / "tables/few/holdout/models.md").read_text()
    assert "INCOMPLETE: 1 of 2 runs failed" in table


def test_snakemakes_own_report_shows_an_incomplete_page(failed):
    flow, _ = failed
    flow.snakemake("--report", "report.zip", "tiny")
    with zipfile.ZipFile(flow.folder / "report.zip") as archive:
        names = archive.namelist()
    assert sum(name.endswith("/accuracy.png") for name in names) == 1
    assert sum(name.endswith("/report.html") for name in names) == 2


def test_a_dry_run_and_a_single_file_make_no_page(failed):
    flow, _ = failed
    before = (flow.folder / TINY / "report.html").stat().st_mtime_ns
    assert flow.planned("tiny")["train_model"] == 3
    file = "data/images/spoiled/images.fits"
    ended = flow.snakemake("--cores", "2", file, check=False)
    assert ended.returncode == 1 and "runs succeeded" not in ended.stdout
    assert (flow.folder / TINY / "report.html").stat().st_mtime_ns == before


@pytest.fixture(scope="module")
def mended(failed):
    """The same workflow after everything was mended, and run again."""
    flow, _ = failed
    for name in (BROKEN, FIGURE):
        file = flow.folder / name
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(line for line in lines if line.lstrip() != FAILS))
    shutil.copy(flow.folder / "photos/b/1.png", flow.folder / DAMAGED)
    flow.snakemake("--cores", "2")
    return flow


def test_once_everything_is_mended_the_page_is_whole(mended):
    page, table = page_of(mended), pd.read_csv(mended.folder / TINY / "metrics.csv")
    assert len(table) == 4 + 2
    assert "incomplete" not in page and "4 training runs" in page
    left_out = json.loads((mended.folder / TINY / "left_out.json").read_text())
    assert left_out == {"rows": [], "figures": []}
    models = mended.folder / TINY / "tables/few/holdout/models.md"
    assert "INCOMPLETE" not in models.read_text()
    assert mended.planned() == {}


@pytest.mark.parametrize(
    ("deleted", "first"),
    [
        (f"{TINY}/figures/few/holdout/accuracy.png", "plot_accuracy"),
        (f"{TINY}/figures/spoiled/holdout/cost.csv", "plot_cost"),
        (f"{TINY}/record.json", "write_record"),
        (f"{TINY}/significance.csv", "compare_pairs"),
        ("results/runs/few/holdout/short/dense/seed-0", "train_model"),
        ("results/runs/few/holdout/short/dense/seed-0/metrics.json", "score"),
        ("results/entries/tiny/both/few/holdout/metrics.json", "ensemble_runs"),
    ],
)
def test_what_was_deleted_behind_a_page_is_made_again(mended, deleted, first):
    path, aside = mended.folder / deleted, mended.folder / "aside"
    path.rename(aside)
    try:
        assert mended.planned("tiny")[first] == 1
    finally:
        aside.rename(path)
    assert mended.planned("tiny") == {}


def test_a_new_seed_is_trained_also_without_snakemakes_records(mended, tmp_path):
    copy = mended.copied_to(tmp_path / "copy")
    shutil.rmtree(copy.folder / ".snakemake")
    changed = yaml.safe_load(copy.config.read_text())
    changed["experiments"]["tiny"]["seeds"] = [0, 1]
    copy.config.write_text(yaml.safe_dump(changed))
    assert copy.planned("tiny")["train_model"] == 4


def test_no_page_is_made_when_the_user_stops_the_workflow(mended):
    """The first training fails; Ctrl-C is pressed during the second."""
    (mended.folder / BROKEN).write_text("""
import time
from pathlib import Path

FLOPS_PER_PIXEL = 1


def build(inputs, classes, *, units: int = 128):
    if Path("failed").exists():
        Path("waits").touch()
        time.sleep(600)
    Path("failed").touch()
    raise ValueError("the first")
""")
    before = (mended.folder / TINY / "report.html").stat().st_mtime_ns
    command = "-m snakemake --cores 2 --configfile mine.yaml"
    running = subprocess.Popen(
        [sys.executable, *command.split()],
        cwd=mended.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # A shell ignores Ctrl-C for what it runs in the background.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    until = time.monotonic() + 300
    while not (mended.folder / "waits").exists() and time.monotonic() < until:
        time.sleep(0.2)
    os.killpg(running.pid, signal.SIGINT)
    said, _ = running.communicate(timeout=60)
    assert running.returncode == 1 and "Error: the first" in said
    assert "Terminating processes on user request" in said
    assert "runs succeeded" not in said
    assert (mended.folder / TINY / "report.html").stat().st_mtime_ns == before
