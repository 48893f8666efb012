"""Addresses of a mirror; `tests/faults/test_e_passwords.py` has whole messages."""

import pytest

from galaxybench.config.check_mirror import mirror, mistake


@pytest.mark.parametrize(
    "text",
    [
        *("https://me:s3cret@host/x", "http://h:80/x", "file:///m%20n"),
        *("data/m", "./me:x@y", "/a:b/c@d", "~/m"),
    ],
)
def test_addresses_and_folders_are_accepted(text):
    assert mistake(text) is None
    assert [*mirror({"downloads": {"mirror": text}})] == []


@pytest.mark.parametrize(
    "text",
    [
        *("ftp://me:s3cret@h", "me:s3cret@host/x", "http:/me:s3cret@h"),
        *("http://me:s3cret/a@host", "https://h/x?token=s3cret"),
    ],
)
def test_what_is_no_address_is_refused_without_its_password(text):
    [message] = mirror({"downloads": {"mirror": text}})
    assert message.startswith("downloads.mirror: got ") and "s3cret" not in message


@pytest.mark.parametrize("config", [{}, {"downloads": None}, {"downloads": {"a": 1}}])
def test_without_a_mirror_there_is_nothing_to_check(config):
    assert [*mirror(config)] == []
