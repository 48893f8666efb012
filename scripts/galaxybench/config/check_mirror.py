"""Check of the address of a mirror; no message shows its password."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from galaxybench.config.messages import show
from galaxybench.logins import HIDDEN, hidden

ALLOWED = "a folder, or an address that starts with file://, http:// or https://"

_FOLDER = re.compile(r"[~.]|/(?!/)")
_MISTYPED = re.compile(r"[A-Za-z][\w+.-]*:|[^/]*@|.*:.*@|.*\?\S*=|//", re.DOTALL)


def mirror(config: dict[str, Any]) -> Iterator[str]:
    """Check that `downloads.mirror` is a folder, or an address as servers read it."""
    downloads = config.get("downloads")
    text = downloads.get("mirror") if isinstance(downloads, dict) else None
    if isinstance(text, str) and (wrong := mistake(text)):
        shown = hidden(text)
        if shown == text and "@" in text:  # a login without a colon
            shown = f"{HIDDEN}@{text.rpartition('@')[2]}"
        yield f"downloads.mirror: got {show(shown)}{wrong}"


def mistake(text: str) -> str | None:
    """Say what is wrong with the address of a mirror, or None.

    What no address starts like is a folder, unless it looks like a mistyped address,
    whose password would then be taken for a part of a name.
    """
    protocol, mark, rest = text.partition("://")
    if _FOLDER.match(text) or (mark and protocol == "file"):
        return None
    if mark and protocol in ("http", "https"):
        return _unclear(text, rest)
    if mark and re.fullmatch("[A-Za-z][A-Za-z0-9+.-]*", protocol):
        return f", allowed: {ALLOWED}"
    if _MISTYPED.match(text):
        return (
            f", which looks like a mistyped address, allowed: {ALLOWED} (if it is a "
            "folder, write ./ before its name)"
        )
    return None


def _unclear(text: str, rest: str) -> str | None:
    """Say what a server would not read as the user means it, or None."""
    server, *more = re.split("[/?#]", rest, maxsplit=1)
    after = more[0] if more else ""
    if "@" in after:
        return (
            ", where an @ comes after the first /, ? or #: in a password, write / as "
            "%2F, ? as %3F, # as %23 and @ as %40; in the name of a folder, write @ "
            "as %40"
        )
    if "?" in rest or "#" in rest:
        return (
            ", allowed: an address without ? and #, because the name of each file is "
            "added to its end; put a login into ~/.netrc"
        )
    try:
        parts = urlsplit(text)
        whole = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        whole = False
    if whole and not re.search(r"\s", hidden(server)):
        return None
    return ", allowed: https://host/folder, or https://host:port/folder"
