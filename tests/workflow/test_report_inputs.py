"""What a page needs besides the rows."""

from pathlib import Path

from galaxybench.workflow.paths import TABLES
from galaxybench.workflow.report_inputs import (
    ReportInputs,
    page_templates,
    report_labels,
)
from tests.helpers.workflow_setup import resolved, wildcards

ROOT = Path(__file__).resolve().parents[2]
TINY, WIDE = wildcards(experiment="tiny"), wildcards(experiment="wide")
REPORTED = {"wide": [{"metric": "test_accuracy", "value": "0.5"}]}


def test_the_title_is_the_name_unless_there_is_one():
    assert ReportInputs(resolved(), {}).title(TINY) == "tiny"
    titled = resolved("experiments: {tiny: {title: Small}}")
    assert ReportInputs(titled, {}).title(TINY) == "Small"


def test_an_experiment_sees_its_own_references_alone():
    pages = ReportInputs(resolved(), REPORTED)
    assert pages.references(WIDE) == REPORTED["wide"] and pages.references(TINY) == []
    expected = "results/experiments/{experiment}/references.csv"
    assert pages.references_file(WIDE) == expected
    assert pages.references_file(TINY) == []


def test_ranks_need_several_data_sets():
    pages = ReportInputs(resolved(), {})
    assert pages.ranks_file(WIDE) == "results/experiments/{experiment}/ranks.json"
    assert pages.ranks_file(TINY) == []


def test_papers_are_those_of_the_architectures_and_of_the_methods():
    def papers(models: str) -> set[str]:
        config = resolved(f"experiments: {{tiny: {{models: {models}}}}}")
        files = ReportInputs(config, {}).paper_files(TINY)
        assert files == sorted(files) and all(Path(file).exists() for file in files)
        return {Path(file).name for file in files}

    resnet = papers("[resnet50]") - papers("[dense]")
    assert "1512.03385.bib" in resnet
    assert "keras.bib" in papers("[dense]")


def test_the_page_is_made_of_templates_and_scripts():
    found = page_templates(ROOT)
    assert found == sorted(found)
    folder = "scripts/galaxybench/report/templates/page"
    assert f"{folder}/tables.js" in found
    assert all((ROOT / file).suffix in (".j2", ".js") for file in found)


def test_labels_of_a_table_name_the_data_set_that_it_is_of():
    assert report_labels("models", "md", TABLES)["data set"] == "{dataset}"
    reported = {"table": "reported", "format": "TEX"}
    assert report_labels("reported", "tex", "elsewhere") == reported
