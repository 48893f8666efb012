"""Results are of the code, the settings and the data that they claim.

Whatever happens to them: lost notes of Snakemake, edits during a run, failing edits,
files that were cut or exchanged.
"""

import random
import shutil
import subprocess
import sys
import time

import pytest

from galaxybench.records.earlier import keep
from galaxybench.records.record import path_of, read, write
from tests.helpers.rerun_setup import comment, config, training_of

pytestmark = pytest.mark.slow


@pytest.fixture
def workflow(finished):
    return finished


EXPLAINED = {"explain", "plot_gradcam"}
"""Jobs of the first seed alone."""
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


@pytest.mark.parametrize(
    "lost", ["data/splits/few/holdout", "data/splits/few/holdout/split.json", "data"]
)
def test_lost_data_hide_no_change_without_snakemakes_records(forgotten, lost):
    place = forgotten.folder / lost
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    change = config(datasets__few__images=140, splits={"holdout": {"seed": 7}})
    forgotten.config.write_text(change(forgotten.config.read_text()))
    assert forgotten.planned()["train_model"] == 4


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


@pytest.mark.parametrize("mixed", [False, True], ids=["put back", "mixed"])
def test_a_job_killed_at_its_end_is_made_out_by_its_files(workflow, tmp_path, mixed):
    """Its workflow was killed before it could say that the job had failed."""
    flow = workflow.copied_to(tmp_path / "copy")
    run = flow.folder / "results/runs/few/holdout/short/lenet5/seed-0"
    outputs = [run / name for name in ("model.keras", "history.csv", "run.json")]
    first = path_of(outputs[0]).read_text()
    keep(outputs)
    newer = dict(read(path_of(outputs[0])))
    newer["outputs"] |= {"model.keras": 64 * "0"}
    write(outputs, newer)
    if mixed:
        outputs[1].write_text(outputs[1].read_text() + "\n")
    said = flow.snakemake("--cores", "2").stdout
    assert ("Train lenet5" in said) == mixed
    assert flow.planned() == {}
    if not mixed:
        assert path_of(outputs[0]).read_text() == first


def test_a_failing_figure_sets_back_no_job_that_succeeded(workflow, tmp_path):
    """A lost file is made again while another job fails; the edit is taken back."""
    flow = workflow.copied_to(tmp_path / "copy")
    run = flow.folder / "results/runs/few/holdout/short/dense/seed-0"
    (run / "predictions.csv").unlink()
    figure = flow.folder / "scripts/plot_cost.py"
    good = figure.read_text()
    figure.write_text(f"{good}\nraise RuntimeError('no such figure')\n")
    result = flow.snakemake("--cores", "2", check=False)
    assert result.returncode == 1 and "KeyError" not in result.stdout
    assert (
        "figure cost (few, holdout): plot_cost failed: no such figure" in result.stdout
    )
    figure.write_text(good)
    jobs = flow.planned()
    assert jobs["plot_cost"] == 1
    assert not {"predict", "score", "explain"} & set(jobs), jobs


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


def test_touch_accepts_no_edited_result_and_no_other_rows(workflow, tmp_path):
    flow = workflow.copied_to(tmp_path / "copy")
    scores = flow.folder / "results/runs/few/holdout/short/lenet5/seed-0/metrics.json"
    scores.write_text(scores.read_text().replace('"accuracy": 0', '"accuracy": 1', 1))
    flow.config.write_text(
        config(experiments__tiny__recipes=["short"])(flow.config.read_text())
    )
    flow.snakemake("--cores", "1", "--touch")
    jobs = flow.planned()
    assert jobs["compare_models"] == jobs["write_report"] == 1
    result = flow.snakemake("--cores", "1", "verify_tiny", check=False)
    assert f"{scores.relative_to(flow.folder)}: is not as it was written" in (
        result.stdout
    )


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
