"""The whole workflow, killed at random instants and run again, makes the same files."""

import pytest

from sandbox.kills import KINDS, KilledWorkflow
from sandbox.measured import fingerprint

KILLS = 25


@pytest.mark.slow
def test_every_file_is_as_if_nobody_had_killed_it(tmp_path):
    workflow = KilledWorkflow(tmp_path / "workflow", seed=18)
    workflow.disturb(KILLS)
    assert workflow.faults == [], "\n".join(workflow.faults)
    assert set(workflow.kills) == set(KINDS)
    assert workflow.kills.total() == KILLS


@pytest.mark.parametrize(
    ("name", "one", "other", "equal"),
    [
        (
            "run.json",
            '{"a": [{"train_seconds": 1, "b": 2}]}',
            '{"a": [{"b": 2}]}',
            True,
        ),
        ("run.json", '{"a": 1}', '{"a": 2}', False),
        ("history.csv", "epoch,seconds,loss\n1,2,3", "epoch,seconds,loss\n1,4,3", True),
        (
            "history.csv",
            "epoch,seconds,loss\n1,2,3",
            "epoch,seconds,loss\n1,2,4",
            False,
        ),
        ("models.md", "| dense | 13.3 | 3.6 s |", "| dense | 13.3 | 2 min |", True),
        ("models.md", "| dense | 13.3 | 3.6 s |", "| dense | 13.4 | 3.6 s |", False),
        ("cost.png", "drawn from seconds", "drawn from others", True),
        ("train.fits", "pixels", "pixel", False),
    ],
)
def test_files_differ_in_more_than_what_was_measured(tmp_path, name, one, other, equal):
    prints = []
    for text in (one, other):
        (tmp_path / name).write_text(text)
        prints.append(fingerprint(tmp_path / name))
    assert (prints[0] == prints[1]) == equal
