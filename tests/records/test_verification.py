"""Every flipped byte of an experiment's files is found, and nothing else is."""

import random
import shutil

import pytest

from galaxybench.files import write_json
from galaxybench.records import record as records
from galaxybench.records.verification import verify
from tests.helpers.made_records import made


@pytest.fixture
def experiment(tmp_path, monkeypatch):
    """Folders of data, a split, a run and a page, and a download."""
    monkeypatch.chdir(tmp_path)
    chance = random.Random(1)
    for name in ("data/raw/sdss/galaxies.h5", "data/split/train.fits"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_bytes(chance.randbytes(5000))
    raw = tmp_path / "data/raw/sdss/galaxies.h5"
    proof = {"name": raw.name, "sha256": records.sha256(raw), "size": 5000}
    write_json(raw.with_name("galaxies.h5.verified"), proof)
    made(raw.parent, "galaxies.h5.verified")
    made(tmp_path / "data/split", "train.fits", "split.json")
    train = records.sha256("data/split/train.fits")
    made(tmp_path / "run", "model.keras", inputs={"data/split/train.fits": train})
    made(tmp_path / "page/figures", "cost.png", "cost.csv")
    return ["data/raw/sdss", "data/split", "run", "page"]


def test_untouched_files_are_as_they_were_written(experiment):
    found = verify(experiment)
    assert found.faults == []
    assert found.files == 2 + 2 + 1 + 2 + 4


def test_every_flipped_byte_is_found(experiment, tmp_path):
    files = [path for path in sorted(tmp_path.rglob("*")) if path.is_file()]
    chance = random.Random(200)
    for _ in range(200):
        path = chance.choice(files)
        whole = path.read_bytes()
        place = chance.randrange(len(whole))
        flipped = bytes([whole[place] ^ (1 << chance.randrange(8))])
        path.write_bytes(whole[:place] + flipped + whole[place + 1 :])
        name = path.name.removesuffix(".verified")
        assert any(name in fault for fault in verify(experiment).faults), path
        path.write_bytes(whole)
    assert verify(experiment).faults == []


def test_what_is_missing_or_strange_is_named(experiment, tmp_path):
    (tmp_path / "run/model.keras").unlink()
    (tmp_path / "run/other.keras").write_text("from elsewhere")
    found = verify([*experiment, "nowhere"])
    faults = found.faults
    assert "run/model.keras: is missing" in faults
    assert "run/other.keras: no record of a job names it" in faults
    assert found.remarks == ["nowhere is not there"]


def test_a_folder_that_was_read_and_is_gone_is_a_fault(experiment, tmp_path):
    shutil.rmtree(tmp_path / "data/split")
    found = verify(experiment)
    assert found.faults == [
        "data/split/train.fits: is gone, but results were made from it"
    ]
    assert found.remarks == ["data/split is not there"]


def test_a_result_of_other_data_is_named(experiment, tmp_path):
    (tmp_path / "data/split/train.fits").write_text("another split")
    made(tmp_path / "data/split", "train.fits", "split.json")
    [fault] = verify(experiment).faults
    assert fault == "run/model.keras: made from another data/split/train.fits"


def test_a_source_file_that_has_changed_is_a_remark(experiment, tmp_path):
    made(tmp_path / "run", "model.keras", code={"Snakefile": "0" * 16})
    found = verify(experiment)
    assert found.faults == []
    assert found.remarks == ["Snakefile has changed since it ran in train_model"]
