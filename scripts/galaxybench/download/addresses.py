"""Where a file may be: in the mirror first, then at its own addresses.

A password in an address (https://user:password@host/...) is kept apart from it, so that
it reaches no log, no message and no file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from urllib.request import url2pathname

from galaxybench.logins import HIDDEN, hidden


@dataclass(frozen=True)
class Address:
    """An address without its password.

    Attributes:
        place: a path to copy from, or an address to ask.
        login: user and password for the server, if the address named them.
    """

    place: Path | str = field(repr=False)
    login: tuple[str, str] | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """Return what may be shown: no login, and no query, which may hold a token."""
        text = str(self.place)
        if isinstance(self.place, Path):
            return text if self.place.is_absolute() else hidden(text)
        if self.is_unclear:
            return hidden(text)
        shown, mark, _ = text.partition("?")
        return shown + f"{mark}{HIDDEN}" * bool(mark)

    @property
    def is_unclear(self) -> bool:
        """Whether what should be server and port may be a login."""
        if isinstance(self.place, Path) or self.login:
            return False
        _, separator, rest = self.place.partition("://")
        server = rest.partition("/")[0]
        _, colon, port = server.rpartition(":")
        is_server = not colon or port.isdecimal() or server.endswith("]")
        return not (separator and is_server)


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
