"""Where a file may be: in the mirror first, then at its own addresses.

A password in an address (https://user:password@host/...) is kept apart from it, so that
it reaches no log, no message and no file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from urllib.request import url2pathname


@dataclass(frozen=True)
class Address:
    """An address without its password.

    Attributes:
        place: a path to copy from, or an address to ask. It may be shown.
        login: user and password for the server, if the address named them.
    """

    place: Path | str
    login: tuple[str, str] | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """Return what may be shown."""
        return str(self.place)


def address_of(url: str) -> Address:
    """Divide an address into what may be shown, and user and password."""
    scheme, separator, rest = url.partition("://")
    server, slash, path = rest.partition("/")
    user, at, host = server.rpartition("@")
    if not (separator and at):
        return Address(url)
    name, _, password = user.partition(":")
    shown = f"{scheme}://{host}{slash}{path}"
    return Address(shown, (unquote(name), unquote(password)))


def addresses(file: dict, source: str, mirror: str | None) -> Iterator[Address]:
    """List the places to try for a file of a data source, in order.

    `mirror` is a folder, or a file:// or http(s):// base address, that holds
    `<mirror>/<source>/<name>`.
    """
    if mirror and "://" not in mirror:
        yield Address(Path(mirror).expanduser() / source / file["name"])
    elif mirror:
        base = mirror.rstrip("/")
        address = address_of(f"{base}/{quote(source)}/{quote(file['name'])}")
        if mirror.startswith("file://"):
            address = Address(Path(url2pathname(urlsplit(address.place).path)))
        yield address
    yield from map(address_of, file["urls"])
