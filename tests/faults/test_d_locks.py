"""A folder in which another Snakemake works, or was killed."""

import pytest

SAYS = "add --nolock to this command"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["watch_tiny"], True), (["--nolock", "watch_tiny"], False), (["tiny"], False)],
)
def test_only_what_may_run_beside_it_is_told_of_nolock(planned, arguments, told):
    case = planned({}, *arguments)
    assert SAYS not in case.passes().terminal
    lock = case.folder / ".snakemake/locks/0.output.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.touch()
    assert (SAYS in case.passes().terminal) == told
