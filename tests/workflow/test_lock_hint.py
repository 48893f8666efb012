import pytest

from galaxybench.workflow.lock_hint import lock_hint


@pytest.mark.parametrize(
    ("command", "locked", "hinted"),
    [
        ("--cores 1 classify --config model=m", True, True),
        ("watch_demo", True, True),
        ("classify", False, False),
        ("--nolock classify", True, False),
        ("demo", True, False),
        ("", True, False),
    ],
)
def test_what_may_run_beside_another_workflow_is_told_so(
    tmp_path, monkeypatch, command, locked, hinted
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".snakemake/locks").mkdir(parents=True)
    if locked:
        (tmp_path / ".snakemake/locks/0.output.lock").touch()
    assert bool(lock_hint(command.split())) == hinted
