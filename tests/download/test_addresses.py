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
        ("me:pw@a/b", "me:pw@a/b", None),
    ],
)
def test_a_login_is_kept_apart(url, shown, login):
    address = address_of(url)
    assert str(address) == shown
    assert address.login == login
    assert "pw" not in repr(address) or login is None


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


def test_without_a_mirror_the_own_addresses_are_left():
    assert list(addresses(FILE, "src", None)) == [
        Address("https://x/a"),
        Address("https://y/a", ("me", "pw")),
    ]
