"""The file of a published split, as planning sees it."""

import hashlib

import pytest

from galaxybench.config.planning_error import PlanningError
from galaxybench.config.runs import split_options
from galaxybench.workflow.split_inputs import SplitInputs
from tests.helpers.workflow_setup import resolved, wildcards

JOB = wildcards(dataset="sky", split="published")
WHOLE = "index,part\n0,train\n399,test\n"


def made(path, more=""):
    return SplitInputs(
        resolved(f"splits: {{published: {{method: file, path: {path}{more}}}}}")
    )


def test_content_counts_and_the_place_does_not(tmp_path):
    found = []
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(WHOLE)
        splits = made(tmp_path / name)
        assert splits.file(JOB) == [str(tmp_path / name)]
        found.append(splits.options(JOB))
    assert found[0] == found[1]
    assert found[0]["content"] == hashlib.sha256(WHOLE.encode()).hexdigest()
    assert {"path", "test", "folds"}.isdisjoint(found[0])
    assert found[0]["leaks"] == "error" and found[0]["valid"] == 0.2


def test_other_splits_read_no_file_and_have_the_options_they_had():
    splits = SplitInputs(resolved())
    job = wildcards(dataset="sky", split="cv-fold1")
    assert splits.file(job) == []
    assert splits.options(job) == split_options(resolved(), "cv-fold1")
    assert {"path", "leaks", "content"}.isdisjoint(splits.options(job))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "splits.published.path: no such file"),
        ("index,part\n0,train\n1,tset\n", "line 3: got the part 'tset'"),
        (WHOLE + "400,train\n", "line 4: got the index 400, allowed: 0 to 399"),
    ],
)
def test_a_wrong_file_is_refused_while_planning(tmp_path, text, says):
    path = tmp_path / "split.csv"
    if text is not None:
        path.write_text(text)
    with pytest.raises(PlanningError) as caught:
        made(path).file(JOB)
    assert "splits.published.path: " in str(caught.value) and says in str(caught.value)


def test_the_images_of_a_file_of_ones_own_are_not_known_while_planning(tmp_path):
    path = tmp_path / "split.csv"
    path.write_text(WHOLE + "400000,train\n")
    job = wildcards(dataset="mine", split="published")
    assert made(path).file(job) == [str(path)]


def test_a_split_without_a_path_and_keys_without_effect_are_refused():
    with pytest.raises(ValueError, match="splits.published.path: missing, needed"):
        resolved("splits: {published: {method: file}}")
    with pytest.raises(ValueError, match="splits.half.leaks: has no effect .* holdout"):
        resolved("splits: {half: {leaks: warn}}")
    with pytest.raises(ValueError, match="splits.p.folds: has no effect .* file"):
        resolved("splits: {p: {method: file, path: a.csv, folds: 3}}")
