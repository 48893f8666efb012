from pathlib import Path

import pytest

from galaxybench.download.addresses import Address, address_of, addresses

FILE = {"name": "a b.gz", "urls": ["https://x/a", "https://me:pw@y/a"]}


@pytest.mark.parametrize(
    ("url", "shown", "login"),
    [
        ("https://a/b@c", "https://a/b@c", None),
        ("https://me:p%40w@a:1/b", "https://a:1/b", ("me", "p@w")),
        ("https://me:a@b@c/d", "https://c/d", ("me", "a@b")),
        ("https://token@a/b", "https://a/b", ("token", "")),
        ("https://me:pw@a", "https://a", ("me", "pw")),
        ("HTTP://me:a:b@[::1]:1/c", "HTTP://[::1]:1/c", ("me", "a:b")),
        ("me:pw@a/b", "***@a/b", None),
        ("http:/me:pw@a/b", "http:/***@a/b", None),
        ("http://me:pw/c@a/b", "http://***@a/b", None),
        ("http://me:pw", "http://***", None),
        ("https://a/b?token=pw", "https://a/b?***", None),
        ("https://me:pw@a/b?token=pw", "https://a/b?***", ("me", "pw")),
    ],
)
def test_a_login_is_kept_apart(url, shown, login):
    address = address_of(url)
    assert str(address) == shown
    assert address.login == login
    assert "pw" not in repr(address) + str(address)


@pytest.mark.parametrize(
    ("mirror", "first"),
    [
        ("/m/n", Path("/m/n/src/a b.gz")),
        ("file:///m%20n/", Path("/m n/src/a b.gz")),
        ("http://me:pw@m/n/", "http://m/n/src/a%20b.gz"),
    ],
)
def test_the_mirror_comes_first(mirror, first):
    found = list(addresses(FILE, "src", mirror))
    assert [address.place for address in found] == [first, "https://x/a", "https://y/a"]


@pytest.mark.parametrize(
    ("url", "unclear"),
    [
        ("http://me:pw/c@a/b", True),
        ("http:/me:pw@a/b", True),
        ("http://a:80/b@c", False),
        ("http://[::1]/b", False),
        ("http://me:pw@a:x/b", False),
    ],
)
def test_what_may_be_a_login_is_unclear(url, unclear):
    assert address_of(url).is_unclear == unclear


def test_a_folder_may_be_shown_but_no_login_that_was_taken_for_one():
    assert str(Address(Path("/a:b/c@d"))) == "/a:b/c@d"
    assert str(Address(Path("me:pw@host/x"))) == "***@host/x"


def test_without_a_mirror_the_own_addresses_are_left():
    assert list(addresses(FILE, "src", None)) == [
        Address("https://x/a"),
        Address("https://y/a", ("me", "pw")),
    ]
