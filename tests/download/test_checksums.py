import hashlib

import pytest

from galaxybench.download.checksums import checksum, declared, proven


def test_sha256_is_preferred_to_md5_and_in_lower_case():
    file = {"name": "a", "md5": "0A", "sha256": "0B"}
    assert declared(file) == ("sha256", "0b")
    del file["sha256"]
    assert declared(file) == ("md5", "0a")


def test_a_file_without_a_checksum_is_refused_with_the_kinds_allowed():
    with pytest.raises(ValueError, match="a.gz: .*allowed: sha256 or md5"):
        declared({"name": "a.gz"})


@pytest.mark.parametrize("kind", ["sha256", "md5"])
def test_the_checksum_is_that_of_the_whole_file(tmp_path, kind):
    content = bytes(range(256)) * 5000
    (tmp_path / "file").write_bytes(content)
    expected = hashlib.new(kind, content).hexdigest()
    assert checksum(tmp_path / "file", kind) == expected


@pytest.fixture
def marker(tmp_path):
    (tmp_path / "a.gz").write_bytes(b"right")
    return tmp_path / "a.gz.verified"


def file(name="a.gz", content=b"right"):
    return {"name": name, "sha256": hashlib.sha256(content).hexdigest()}


def test_a_marker_stands_for_its_file(marker):
    assert proven(marker, [file("b.gz"), file()]) == marker.with_suffix("")


def test_other_content_of_the_same_size_is_refused(marker):
    marker.with_suffix("").write_bytes(b"wrong")
    with pytest.raises(ValueError) as error:
        proven(marker, [file()])
    expected, got = file()["sha256"], file(content=b"wrong")["sha256"]
    for said in (str(marker.with_suffix("")), expected, got, f"delete {marker}"):
        assert said in str(error.value)


def test_a_pointer_is_no_content(marker):
    marker.with_suffix("").write_text("version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(ValueError, match="a.gz: is a pointer of Git LFS"):
        proven(marker, [file()])


def test_a_marker_without_its_file(marker):
    marker.with_suffix("").unlink()
    with pytest.raises(FileNotFoundError, match=f"delete {marker} to download"):
        proven(marker, [file()])


def test_a_file_that_is_not_declared(marker):
    with pytest.raises(ValueError, match="a.gz: not declared by its source, .*: b.gz"):
        proven(marker, [file("b.gz")])
