"""A wildcard is one of the configured names and nothing else."""

import re

import pytest

from galaxybench.workflow.constraints import one_of, wildcard_constraints
from tests.helpers.workflow_setup import resolved


@pytest.mark.parametrize(
    ("names", "text", "matches"),
    [
        (["a", "ab"], "ab", True),
        (["a", "ab"], "abc", False),
        (["a.b"], "axb", False),
        ([], "", False),
        ([], "a", False),
    ],
)
def test_exactly_these_names_match(names, text, matches):
    assert bool(re.fullmatch(one_of(names), text)) == matches


def test_every_wildcard_of_a_run_has_its_names():
    found = wildcard_constraints(resolved())
    for wildcard, good, bad in (
        ("dataset", "sky", "skies"),
        ("scheme", "cv", "cv-fold0"),
        ("split", "cv-fold2", "cv"),
        ("recipe", "turned", "quick"),
        ("model", "slow_dense", "slow"),
        ("architecture", "dense", "slow_dense"),
        ("seed", "12", "-1"),
        ("experiment", "tiny", "demo"),
    ):
        assert re.fullmatch(found[wildcard], good), wildcard
        assert not re.fullmatch(found[wildcard], bad), wildcard
