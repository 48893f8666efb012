"""What is downloaded, and what an import reads."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from galaxybench.config import declarations, file_contents
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


def picture(folder, name="a/1.png", text="one"):
    image = folder / "photos" / name
    image.parent.mkdir(parents=True, exist_ok=True)
    image.write_text(text)
    return image


def test_a_folder_that_may_not_be_read_is_named(inputs, tmp_path, monkeypatch):
    (tmp_path / "photos/a").mkdir(parents=True)

    def refuse(folder):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))

    monkeypatch.setattr(data_inputs, "pictures_of_classes", refuse)
    with pytest.raises(PlanningError, match="datasets.mine.path: .*Permission denied"):
        inputs.local_files(MINE)


@pytest.fixture
def plan(inputs):
    """Plan anew: the digest of the user's files."""
    return lambda: DatasetInputs(inputs.config).local_files(MINE)


def test_the_digest_follows_names_and_contents_and_nothing_else(plan, tmp_path):
    image = picture(tmp_path)
    before = plan()
    for name in (".DS_Store", "Thumbs.db", "catalog.csv", "a/.hidden", "a/Thumbs.db"):
        picture(tmp_path, name)
    os.utime(image, (1, 1))
    assert plan() == before
    image.write_text("two")
    changed = plan()
    assert changed != before
    image.rename(image.with_name("2.png"))
    assert plan() not in (before, changed)


def test_a_change_while_the_workflow_runs_changes_no_plan(inputs, plan, tmp_path):
    image = picture(tmp_path)
    before = inputs.local_files(MINE)
    image.write_text("two")
    assert inputs.local_files(MINE) == before != plan()
    assert inputs.local_files(wildcards(dataset="sdss")) is None


def test_what_was_read_is_remembered_where_that_is_allowed(plan, tmp_path, monkeypatch):
    monkeypatch.setattr(file_contents, "SETTLED", -1)
    picture(tmp_path)
    (tmp_path / "data").touch()
    first = plan()
    (tmp_path / "data").unlink()
    assert plan() == first
    assert (tmp_path / "data/checksums/mine.json").is_file()


def test_reading_much_is_announced(plan, tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(data_inputs.logger, "info", said.append)
    picture(tmp_path, text="x" * 100)
    plan()
    assert said == []
    monkeypatch.setattr(data_inputs, "LARGE", 99)
    plan()
    assert said == [
        "datasets.mine.path: reading 0.0 GB, to notice changes of the content"
    ]


def test_what_the_import_cannot_read_is_refused_by_its_key(inputs, tmp_path):
    (picture(tmp_path).parent / "notes.txt").touch()
    with pytest.raises(PlanningError, match="datasets.mine.path: .*txt is not an im"):
        inputs.local_files(MINE)


def test_a_file_is_its_checksum_and_must_be_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, make, message in (
        ("1.h5", os.mkfifo, "1.h5 is a named pipe"),
        ("2.h5", Path.mkdir, "2.h5 is a folder, expected a file"),
        ("3.h5", lambda p: p.symlink_to("/dev/zero"), "3.h5 is a device"),
        ("4.h5", lambda p: p.symlink_to("gone"), "no such file or folder: 4.h5"),
    ):
        make(Path(name))
        inputs = DatasetInputs({"datasets": {"mine": {"source": "hdf5", "path": name}}})
        with pytest.raises(PlanningError, match=f"datasets.mine.path: {message}"):
            inputs.local_files(MINE)
    (tmp_path / "5.h5").write_text("content")
    inputs = DatasetInputs({"datasets": {"mine": {"source": "hdf5", "path": "5.h5"}}})
    assert inputs.local_files(MINE) == hashlib.sha256(b"content").hexdigest()


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
