"""What an import reads: verified downloads, or the user's own files."""

import os

import pytest
from snakemake.exceptions import WorkflowError

from galaxybench.workflow.dataset_inputs import DatasetInputs
from tests.helpers.workflow_setup import resolved, wildcards

MINE = wildcards(dataset="mine")


@pytest.fixture
def inputs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return DatasetInputs(resolved())


def test_downloads_are_those_of_the_source(inputs):
    [proof] = inputs.downloads(wildcards(dataset="sdss"))
    assert proof.startswith("data/raw/galaxy10_sdss/") and proof.endswith(".verified")
    assert inputs.downloads(MINE) == []


def test_files_of_the_user_that_do_not_exist_are_refused_by_their_key(inputs):
    with pytest.raises(WorkflowError, match="datasets.mine.path: .* photos "):
        inputs.local_files(MINE)


def test_the_digest_changes_with_the_user_s_files_and_not_with_hidden_ones(
    inputs, tmp_path
):
    image = tmp_path / "photos/a/1.png"
    image.parent.mkdir(parents=True)
    image.write_text("one")
    before = inputs.local_files(MINE)
    (tmp_path / "photos/.DS_Store").touch()
    assert inputs.local_files(MINE) == before
    os.utime(image, (1, 1))
    assert inputs.local_files(MINE) != before
    assert inputs.local_files(wildcards(dataset="sdss")) is None


def test_the_description_holds_what_the_import_reads(inputs):
    described = inputs.description(wildcards(dataset="sky"))
    assert described["source"] == "simulated_galaxies"
    assert described["options"]["images"] == 400
