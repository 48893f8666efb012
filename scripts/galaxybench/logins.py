"""Passwords in addresses, kept out of messages and logs.

People mistype addresses, so a login is looked for wherever there may be one: rather too
much of an address is hidden than a part of its password shown.
"""

import re

HIDDEN = "***"

_SCHEME = r"(?:https?|ftps?|sftp|ssh|file|s3|gs):/*"
_START = re.compile(rf"\W*{_SCHEME}", re.IGNORECASE)
_SERVER = re.compile(r"[^/?#\s]*")
_QUERY = re.compile(r"\?\S*=.*", re.DOTALL)
_LOGIN_IN_LINE = re.compile(
    rf"(?:({_SCHEME})\S*|[^\s'\"(]*:\S*)(?<!\*{{3}})@", re.IGNORECASE
)
_QUERY_IN_LINE = re.compile(r"\?[\w.~%-]+=[^\s'\"]*")


def hidden(text: str) -> str:
    """Return a text without the login and the query of the address that it may be.

    Everything before its last `@` counts as a login if there is a colon, because a
    password may hold any character.
    """
    start = _START.match(text)
    begin = start.end() if start else 0
    text = _hide_query(text, begin, is_address=start is not None)
    login, at, rest = text[begin:].rpartition("@")
    if at and (start or ":" in login):
        return f"{text[:begin]}{HIDDEN}@{rest}"
    if start:
        # A password whose end is missing, unless it is a port.
        server = _SERVER.match(text, begin)[0]
        _, colon, port = server.partition(":")
        if colon and not port.isdecimal() and not server.startswith("["):
            return text[:begin] + HIDDEN + text[begin + len(server) :]
    return text


def hidden_in(line: str) -> str:
    """Return a line of words without the logins and queries of addresses in it."""
    line = _LOGIN_IN_LINE.sub(lambda found: f"{found[1] or ''}{HIDDEN}@", line)
    return _QUERY_IN_LINE.sub(f"?{HIDDEN}", line)


def _hide_query(text: str, begin: int, is_address: bool) -> str:
    # A question mark before the last @ is a part of the password.
    place = max(text.rfind("@"), begin)
    mark = text.find("?", place)
    if mark < 0 or not (is_address or _QUERY.match(text, mark)):
        return text
    return f"{text[:mark]}?{HIDDEN}"
