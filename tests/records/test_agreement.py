"""Runs that are averaged were made with one code, recipe and software."""

import pytest

from galaxybench.records.agreement import check_runs
from tests.helpers.made_records import made


def runs(folder, **second):
    """Two seeds; `second` is what differs in the record of the second one."""
    same = {"code": {"models/lenet5.py": "1f"}, "params": {"recipe": {"epochs": 2}}}
    made(folder / "seed-0", "run.json", **same)
    made(folder / "seed-1", "run.json", **(same | second))
    names = dict(dataset="sky", scheme="holdout", recipe="plain", model="lenet5")
    files = [folder / f"seed-{seed}" / "run.json" for seed in (0, 1)]
    return files, [names | {"seed": seed} for seed in (0, 1)]


def test_equal_runs_agree(tmp_path):
    check_runs(*runs(tmp_path), [{"recipe": {"epochs": 2}, "views": "none"}] * 2)


@pytest.mark.parametrize(
    ("differs", "named"),
    [
        ({"code": {"models/lenet5.py": "2a"}}, "models/lenet5.py"),
        ({"params": {"recipe": {"epochs": 3}}}, "recipe"),
    ],
)
def test_a_row_of_two_nets_is_refused(tmp_path, differs, named):
    with pytest.raises(ValueError, match=f"seed-0.*seed-1.*same {named}.*again"):
        check_runs(*runs(tmp_path, **differs), [{}] * 2)


def test_different_models_may_differ(tmp_path):
    files, names = runs(tmp_path, code={"models/dense.py": "2a"})
    names[1]["model"] = "dense"
    check_runs(files, names, [{}] * 2)


def test_runs_without_a_record_are_not_judged(tmp_path):
    (tmp_path / "run.json").write_text("{}")
    names = dict(dataset="sky", scheme="holdout", recipe="plain", model="lenet5")
    check_runs([tmp_path / "run.json"], [names], [{"recipe": {}}])


@pytest.mark.parametrize(
    ("file", "differs", "named"),
    [
        ("predictions.csv", {"params": {"views": "dihedral"}}, "views"),
        ("predictions.csv", {"code": {"predict.py": "2a"}}, "predict.py"),
        ("metrics.json", {"code": {"score.py": "2a"}}, "score.py"),
    ],
)
def test_runs_that_were_predicted_or_scored_otherwise_are_refused(
    tmp_path, file, differs, named
):
    files, names = runs(tmp_path)
    same = {"params": {"views": "none"}, "code": {"predict.py": "1f", "score.py": "1f"}}
    made(tmp_path / "seed-0", file, **same)
    made(tmp_path / "seed-1", file, **(same | differs))
    with pytest.raises(ValueError, match=f"seed-0/{file}.*seed-1/{file}.*{named}"):
        check_runs(files, names, [{}] * 2)


@pytest.mark.parametrize(
    ("file", "planned"),
    [("run.json", {"recipe": {"epochs": 3}}), ("predictions.csv", {"views": "all"})],
)
def test_a_run_of_another_recipe_than_planned_is_refused(tmp_path, file, planned):
    """The config was edited while the jobs of a cluster ran."""
    files, names = runs(tmp_path)
    for seed in (0, 1):
        made(tmp_path / f"seed-{seed}", "predictions.csv", params={"views": "none"})
    with pytest.raises(ValueError, match=f"seed-0/{file} was made with another"):
        check_runs(files, names, [planned] * 2)
