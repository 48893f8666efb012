import hashlib

import pytest

from galaxybench.download.checksums import checksum, declared


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
