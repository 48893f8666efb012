"""What is downloaded, and what an import reads."""

import errno
import os

import pytest

from galaxybench.config import declarations
from galaxybench.config.planning_error import PlanningError
from galaxybench.workflow import data_inputs
from galaxybench.workflow.data_inputs import (
    DatasetInputs,
    source_file,
    source_proofs,
    weights_file,
)
from tests.helpers.workflow_setup import resolved, wildcards

MINE = wildcards(dataset="mine")
SDSS = declarations.source("galaxy10_sdss").files[0]
RESNET = declarations.model_weights("resnet50")["imagenet"]


@pytest.fixture
def inputs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return DatasetInputs(resolved())


def test_downloads_are_those_of_the_source(inputs):
    [proof] = inputs.downloads(wildcards(dataset="sdss"))
    assert proof.startswith("data/raw/galaxy10_sdss/") and proof.endswith(".verified")
    assert inputs.downloads(MINE) == []


def test_files_of_the_user_that_do_not_exist_are_refused_by_their_key(inputs):
    with pytest.raises(PlanningError, match="datasets.mine.path: .* photos "):
        inputs.local_files(MINE)


def test_a_folder_that_may_not_be_read_is_named(inputs, tmp_path, monkeypatch):
    (tmp_path / "photos/a").mkdir(parents=True)

    def refuse(folder):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))

    monkeypatch.setattr(data_inputs, "files_of_classes", refuse)
    with pytest.raises(PlanningError, match="datasets.mine.path: .*Permission denied"):
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


def test_a_file_is_its_name_and_checksum_wherever_it_lies():
    given = source_file(wildcards(source="galaxy10_sdss", file=SDSS["name"]))
    assert given == {"name": SDSS["name"], "sha256": SDSS["sha256"].lower()}
    given = weights_file(wildcards(architecture="resnet50", file=RESNET["name"]))
    assert given["name"] == RESNET["name"] and len(given) == 2


def test_each_file_of_a_source_has_a_proof():
    proof = f"data/raw/galaxy10_sdss/{SDSS['name']}.verified"
    assert source_proofs("galaxy10_sdss") == [proof]
    assert source_proofs("simulated_galaxies") == []


def test_a_file_that_nobody_declares_is_refused_by_its_path():
    with pytest.raises(
        PlanningError, match="data/raw/galaxy10_sdss/x: .*declared: Galaxy10"
    ):
        source_file(wildcards(source="galaxy10_sdss", file="x"))
    with pytest.raises(PlanningError, match="data/weights/dense/x: .*declared: none"):
        weights_file(wildcards(architecture="dense", file="x"))
