import json

import pytest

from galaxybench.download.addresses import Address
from galaxybench.download.partial_data import begin, discard, size_of, validator_of

HERE = Address("http://a/b", ("someone", "secret"))


@pytest.fixture
def part(tmp_path):
    path = tmp_path / "b.part"
    path.write_bytes(b"older")
    return path


@pytest.mark.parametrize(
    ("headers", "validator"),
    [
        ({"ETag": '"one"'}, '"one"'),
        ({"ETag": '"one"', "Last-Modified": "today"}, '"one"'),
        ({"ETag": 'W/"one"', "Last-Modified": "today"}, "today"),
        ({"ETag": 'W/"one"'}, None),
        ({}, None),
    ],
)
def test_the_best_validator_is_noted(part, headers, validator):
    begin(part, HERE, headers)
    assert size_of(part) == 0
    assert validator_of(part, HERE) == validator
    assert validator_of(part, Address("http://c/b")) is None
    assert "secret" not in part.with_name("b.part.json").read_text()


@pytest.mark.parametrize(
    "note", ["", "[]", "{}", '{"url": "http://a/b"}', json.dumps("http://a/b")]
)
def test_a_damaged_note_is_no_note(part, note):
    part.with_name("b.part.json").write_text(note)
    assert validator_of(part, HERE) is None


def test_what_is_discarded_is_gone(part):
    begin(part, HERE, {"ETag": '"one"'})
    for _ in range(2):
        discard(part)
        assert list(part.parent.iterdir()) == []
        assert size_of(part) == 0
