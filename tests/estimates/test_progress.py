import json
import os
import platform

import pytest

from galaxybench.estimates.progress import CURVE_WIDTH, Progress, curve, progress, table

RECIPE = {
    "epochs": 10, "phases": [], "freeze": "none", "optimizer": {"learning_rate": 0.1}
}  # fmt: skip
NAMES = {
    "dataset": "d", "split": "s", "scheme": "s", "recipe": "r", "model": "m", "seed": 0
}  # fmt: skip
HISTORY = "epoch,val_accuracy,seconds\n1,0.5,4.0\n2,0.625,2.0\n"


@pytest.fixture
def run(tmp_path):
    return {
        "names": NAMES, "recipe": RECIPE, "done": False,
        "history": str(tmp_path / "history.csv"), "state": str(tmp_path / "state"),
    }  # fmt: skip


@pytest.fixture
def trained(run, tmp_path):
    """A run with two epochs behind it; the function locks it for a process."""
    (tmp_path / "history.csv").write_text(HISTORY)
    (tmp_path / "state/abc").mkdir(parents=True)
    (tmp_path / "state/abc/progress.npz").touch()

    def lock(process: int, host: str | None = None) -> dict:
        holder = {"process": process, "host": host or platform.node()}
        (tmp_path / "state/lock").write_text(json.dumps(holder))
        return run

    return lock


def test_a_run_that_was_never_begun(run):
    assert progress(run) == Progress(NAMES, "to do", 0, 10, (), None)


def test_a_running_one_tells_its_last_epoch(trained):
    expected = Progress(NAMES, "running", 2, 10, (0.5, 0.625), 3.0)
    assert progress(trained(os.getpid())) == expected
    assert progress(trained(1, "another-node")).state == "running"


def test_one_whose_job_is_dead_is_stopped(trained):
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    assert progress(trained(child)).state == "stopped"


def test_a_run_of_an_older_recipe_is_to_do_whatever_it_left(run, tmp_path):
    (tmp_path / "history.csv").write_text(HISTORY)
    assert progress(run).state == "to do" and progress(run).epoch == 0


def test_phases_count_together(run):
    phase = {"epochs": 7, "learning_rate": 0.1}
    assert progress(run | {"recipe": RECIPE | {"phases": [phase, phase]}}).epochs == 14


def test_the_table_adds_up_what_is_left():
    text = table(
        [
            Progress(NAMES, "done", 9, 10, (0.75,), 2.0),
            Progress(NAMES | {"seed": 1}, "running", 4, 10, (0.25, 0.5), 4.0),
            Progress(NAMES | {"seed": 2}, "to do", 0, 10, (), None),
            Progress(NAMES | {"model": "n"}, "to do", 0, 10, (), None),
        ]
    )
    rows = [line for line in text.splitlines() if line.startswith("d ")]
    assert rows[1].split()[5:] == "running 4 of 10 50.0 % ▁█ 4.0 s 24.0 s".split()
    assert rows[2].endswith("30.0 s")  # ten epochs of 3 s, as those of its kind
    assert "4 trainings: 1 done, 1 running, 0 stopped, 2 to do." in text
    assert "the rest takes 54.0 s (plus 1 of unknown length)" in text


def test_nothing_is_left_of_what_is_done():
    text = table([Progress(NAMES, "done", 9, 10, (0.75,), 2.0)])
    assert "the rest takes" not in text


def test_a_curve_reaches_from_the_lowest_to_the_highest_value():
    assert curve([0.0, 1 / 7, 1.0, float("nan"), 6 / 7]) == "▁▂█▇"
    assert curve([0.3, 0.3]) == "▁▁"
    assert curve([]) == curve([float("nan")]) == ""


def test_a_long_curve_keeps_its_ends():
    drawn = curve([float(i) for i in range(100)])
    assert len(drawn) == CURVE_WIDTH and drawn[0] == "▁" and drawn[-1] == "█"
    assert list(drawn) == sorted(drawn)


def test_where_nothing_is_trained_it_says_so():
    assert table([]).startswith("Nothing is trained for this experiment")
