"""Records: canonical, found by the file they name, and damaged by any changed byte."""

import hashlib
import random
from pathlib import Path

import pytest

from galaxybench.records import record as records
from galaxybench.records.record import DamagedRecord, Records
from tests.helpers.made_records import made


def test_the_hash_is_that_of_sha256sum(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert records.sha256(tmp_path / "a") == hashlib.sha256(b"abc").hexdigest()


def test_a_record_is_found_by_each_of_its_files(tmp_path):
    made(tmp_path / "run", "model.keras", "history.csv")
    known = Records()
    for name in ("model.keras", "history.csv"):
        file = tmp_path / "run" / name
        assert known.of(file)["rule"] == "train_model"
        assert known.hash_of(file) == records.sha256(file)
    assert known.of(tmp_path / "run" / "other.csv") is None
    assert known.hash_of(tmp_path / "elsewhere" / "model.keras") is None


def test_a_record_stays_with_a_copied_folder(tmp_path):
    made(tmp_path / "run", "model.keras")
    (tmp_path / "run").rename(tmp_path / "copy")
    assert Records().of(tmp_path / "copy" / "model.keras")["wildcards"] == {"seed": "0"}


def test_any_changed_byte_of_a_record_is_found(tmp_path):
    path = made(tmp_path, "model.keras")
    whole, chance = path.read_bytes(), random.Random(18)
    assert records.read(path)["rule"] == "train_model"
    for _ in range(300):
        place = chance.randrange(len(whole))
        flipped = bytes([whole[place] ^ (1 << chance.randrange(8))])
        path.write_bytes(whole[:place] + flipped + whole[place + 1 :])
        with pytest.raises(DamagedRecord, match=r"model\.keras\.json.*delete"):
            records.read(path)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'"text"', b"\xff\xfe"])
def test_what_is_no_record_is_damaged(tmp_path, content):
    path = made(tmp_path, "model.keras")
    path.write_bytes(content)
    with pytest.raises(DamagedRecord):
        records.read(path)


def test_a_new_record_takes_the_place_of_older_ones_of_the_same_file(tmp_path):
    made(tmp_path, "model.keras", "history.csv")
    made(tmp_path, "history.csv", "run.json")
    assert [path.name for path in records.records_in(tmp_path)] == ["history.csv.json"]


def test_params_are_kept_as_json_restores_them():
    params = {"code": "1f", "shape": (2, 3), "path": Path("a"), "recipe": {"b": 1}}
    kept = records.params_of(params)
    assert kept == {"shape": [2, 3], "path": "a", "recipe": {"b": 1}}


def test_source_files_are_named_below_the_snakefile(tmp_path):
    own = records.ROOT / "Snakefile"
    (tmp_path / "x.py").write_text("1")
    hashes = records.code_hashes([own, tmp_path / "x.py"])
    assert hashes["Snakefile"] == records.sha256(own)[:16]
    assert set(hashes) == {"Snakefile", (tmp_path / "x.py").as_posix()}
