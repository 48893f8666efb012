"""A: no job reads what another did not write, or runs other code than was planned."""

from pathlib import Path

import pytest

from galaxybench.records import record as records
from tests.helpers.made_records import made

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
RECORDED = {
    path.stem: path.read_text()
    for path in sorted(SCRIPTS.glob("*.py"))
    if "recorded(snakemake)" in path.read_text()
}
READERS = [name for name in RECORDED if not name.startswith("download")]
"""All rules but those that read nothing."""


def reading(job, script, **given):
    """A job that reads made/table.csv, which has a record."""
    case = job(
        script,
        keras="start(snakemake)" in RECORDED[script] or "on_gpu" in RECORDED[script],
        input={"table": "made/table.csv"},
        output={"result": "out/result.csv"},
        **given,
    )
    made(case.folder / "made", "table.csv")
    return case


def test_every_job_that_a_rule_tracks_keeps_a_record():
    files = (SCRIPTS.parent / "rules").glob("*.smk")
    rules = "".join(path.read_text() for path in files)
    tracked = {name for name in RECORDED if f'digest("{name}")' in rules}
    assert len(tracked) > 35
    for name in tracked:
        assert RECORDED[name].rstrip().endswith("job.finish()"), name


@pytest.mark.parametrize("script", READERS)
def test_a_changed_file_is_refused_by_every_job(job, script):
    case = reading(job, script)
    (case.folder / "made/table.csv").write_text("content of tible.csv\n")
    case.refused("made/table.csv is not the file that train_model wrote", "delete it")


@pytest.mark.parametrize("script", ["score", "compare_models", "predict"])
def test_a_file_of_other_length_is_refused(job, script):
    case = reading(job, script)
    (case.folder / "made/table.csv").write_text("content")
    case.refused("made/table.csv is not the file that train_model wrote", "delete it")


@pytest.mark.parametrize("script", ["score", "write_report", "ensemble_runs"])
def test_a_damaged_record_is_refused(job, script):
    case = reading(job, script)
    path = records.path_of(case.folder / "made/table.csv")
    path.write_text(path.read_text().replace('"seed": "0"', '"seed": "1"'))
    case.refused("table.csv.json", "damaged", "delete the folder", "run the same")


@pytest.mark.parametrize("script", ["score", "plot_confusion", "write_tables"])
def test_code_that_was_edited_after_planning_is_refused(job, script):
    own = str(SCRIPTS / f"{script}.py")
    planned = records.digest({f"scripts/{script}.py": "0123456789abcdef"})
    case = job(
        script,
        input={"code": [own]},
        output={"result": "out/result.csv"},
        params={"code": planned},
    )
    case.refused("edited after the workflow planned it", f"{script}.py", "again")
