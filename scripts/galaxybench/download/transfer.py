"""Transfer one file over HTTP; an interrupted transfer is resumed.

What is missing of partial data is requested with Range and If-Range. The server then
sends the rest, or the whole file if it does not support ranges or the file has changed.
Whatever a server sends is untrusted: it ends in a file of the right size, or a refusal.
"""

import logging
import re
import sys
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

import requests
from tqdm import tqdm
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError, InvalidHeader, MaxRetryError
from urllib3.util.retry import Retry

from galaxybench.download.addresses import Address
from galaxybench.download.pace import Pace
from galaxybench.download.partial_data import begin, discard, size_of, validator_of
from galaxybench.logins import hidden_in

logger = logging.getLogger(__name__)
# It shows a stack where a server breaks off in its headers; our message says enough.
logging.getLogger("urllib3.connection").setLevel(logging.ERROR)

BACKOFF_SECONDS = 1.0  # times 0, 2, 4, 8 ... between the attempts
BACKOFF_MAX_SECONDS = 60
RETRY_AFTER_MAX_SECONDS = 120  # a server may ask for hours; a workflow cannot wait
STEADY_BYTES = 1 << 20  # an attempt with this much new data does not count as failed
CHUNK_BYTES = 1 << 16
UNDECLARED_BYTES = 4 << 30  # at most, of a file whose size is not declared
UNDECLARED_LIMIT = f"allowed without a declared size: {UNDECLARED_BYTES}"
REDIRECTS = 10
PASSING_STATUS = {408, 425, 429, 500, 502, 503, 504}


class RefusedError(Exception):
    """This address cannot provide the file."""


class _InterruptedError(Exception):
    """Another attempt at the same address may succeed."""

    def __init__(self, reason: str, response: BaseHTTPResponse | None = None) -> None:
        super().__init__(reason)
        self.response = response


class _Lines:
    """Writes a progress bar to standard error as whole lines, for a log file."""

    def write(self, text: str) -> None:
        if line := text.strip():
            sys.stderr.write(line + "\n")

    def flush(self) -> None:
        sys.stderr.flush()


def transfer(
    address: Address, part: Path, *, size: int | None, attempts: int, timeout: float
) -> bool:
    """Transfer the file at this http(s) address into `part`, with a progress bar.

    Bytes in `part` that came from this address are kept. If the `size` in bytes is
    known, any other length is refused at once, and no more than that is ever written.
    `attempts` and `timeout` (seconds) are those of `fetch.fetch`.

    Returns:
        Whether the file was joined from several pieces.

    Raises:
        RefusedError: this address cannot provide the file; the message says why.
    """
    fresh = Retry(
        total=attempts - 1,
        backoff_factor=BACKOFF_SECONDS,
        backoff_max=BACKOFF_MAX_SECONDS,
        retry_after_max=RETRY_AFTER_MAX_SECONDS,
    )
    policy = fresh
    furthest = size_of(part)
    while True:
        try:
            return _attempt(address, part, size, timeout)
        # ValueError: of Python's own modules, for a header that they cannot read.
        except (requests.RequestException, ValueError) as error:
            raise RefusedError(str(error)) from error
        except _InterruptedError as interruption:
            reason = interruption
        if size_of(part) >= furthest + STEADY_BYTES:
            furthest = size_of(part)
            policy = fresh
        try:
            policy = policy.increment(error=reason)
        except MaxRetryError:
            raise RefusedError(f"{reason} (attempts: {attempts})") from reason
        logger.warning("%s: %s; trying again", address, hidden_in(str(reason)))
        try:
            policy.sleep(reason.response)
        except (InvalidHeader, ValueError, OverflowError):  # of Retry-After
            policy.sleep()


def _attempt(address: Address, part: Path, size: int | None, timeout: float) -> bool:
    """Request what is missing, once; returns whether it continues older data."""
    validator = validator_of(part, address)
    offset = size_of(part) if validator else 0
    # Request the bytes as stored: decoded content would have another checksum.
    headers = {"Accept-Encoding": "identity"}
    if offset:
        headers |= {"Range": f"bytes={offset}-", "If-Range": validator}
    with requests.Session() as session, Pace(session, timeout) as pace:
        try:
            with _answer(session, address, headers, timeout, pace) as answer:
                total = _total(answer, offset, part) or size
                if size and total != size:
                    reason = f"has {total} bytes, expected {size}: another file"
                    raise RefusedError(reason)
                if total and not size and total > UNDECLARED_BYTES:
                    raise RefusedError(f"has {total} bytes, {UNDECLARED_LIMIT}")
                if answer.status_code == 416:
                    return True
                if answer.status_code == 200:
                    begin(part, address, answer.headers)
                    offset = 0
                _receive(answer, part, total, pace)
        except (requests.ConnectionError, requests.Timeout, HTTPError) as error:
            # requests wraps the reason in "max retries exceeded", not true here.
            reason = getattr((*error.args, None)[0], "reason", error)
            if not pace.lost:
                where = f"after {size_of(part)} bytes"
                raise _InterruptedError(f"{reason} {where}") from error
    arrived = size_of(part)
    if pace.lost:
        slow = f"less than {pace.least} bytes in {timeout:g} s"
        raise _InterruptedError(f"{slow}, after {arrived} bytes")
    if total and arrived < total:
        raise _InterruptedError(f"the body ended after {arrived} of {total} bytes")
    return offset > 0


def _answer(
    session: requests.Session,
    address: Address,
    headers: dict[str, str],
    timeout: float,
    pace: Pace,
) -> requests.Response:
    """Request an address, and follow where it leads."""

    def seen(answer: requests.Response, *_: object, **__: object) -> None:
        pace.answered()
        if pace.lost:  # then this is the beginning of a head
            raise requests.ConnectionError
        if answer.is_redirect:
            answer.close()  # requests would read its whole body into memory

    session.max_redirects = REDIRECTS
    return session.get(
        address.place,
        headers=headers,
        auth=address.login,
        timeout=timeout,
        stream=True,
        hooks={"response": seen},
    )


def _receive(
    answer: requests.Response, part: Path, total: int | None, pace: Pace
) -> None:
    """Append a body to the partial data; none that is too long is kept."""
    limit, kept = total or UNDECLARED_BYTES, size_of(part)
    name = part.name.removesuffix(".part")
    with part.open("ab") as stream, _bar(name, total, kept) as bar:
        while chunk := answer.raw.read1(CHUNK_BYTES, decode_content=False):
            kept += len(chunk)
            if kept > limit:
                discard(part)
                bound = f"expected: {total}" if total else UNDECLARED_LIMIT
                raise RefusedError(f"sends {kept} bytes or more, {bound}")
            stream.write(chunk)
            pace.arrived(len(chunk))
            bar.update(len(chunk))


def _total(answer: requests.Response, offset: int, part: Path) -> int | None:
    """Return the size of the whole file, if known; raise if the response is useless."""
    status = answer.status_code
    content_range = answer.headers.get("Content-Range", "")
    if status in PASSING_STATUS:
        raise _InterruptedError(_words(status), answer.raw)
    if status == 200:
        return _length(answer)
    if status == 416 and offset:
        if content_range == f"bytes */{offset}":  # it is complete already
            return offset
        discard(part)
        raise _InterruptedError("the partial data does not fit the file (416)")
    if status == 206 and offset:
        pattern = r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\*)"
        found = re.fullmatch(pattern, content_range)
        if found and int(found[1]) == offset:
            return None if found[2] == "*" else int(found[2])
        discard(part)
        raise _InterruptedError(f"sent a range not requested: {content_range[:80]!r}")
    raise RefusedError(_words(status))


def _length(answer: requests.Response) -> int | None:
    """Return the Content-Length of a whole file, None if there is none."""
    length = answer.headers.get("Content-Length")
    if length is None:
        return None
    if not re.fullmatch("[0-9]{1,18}", length):
        raise RefusedError(f"sends Content-Length {length[:40]!r}, not a number")
    return int(length)


def _words(status: int) -> str:
    """Describe a status in our words: the server's may hold control characters."""
    with suppress(ValueError):
        return f"{status} {HTTPStatus(status).phrase}"
    return f"status {status}"


def _bar(name: str, total: int | None, offset: int) -> tqdm:
    terminal = sys.stderr.isatty()
    return tqdm(
        desc=name,
        total=total,
        initial=offset,
        unit="B",
        unit_scale=True,
        file=sys.stderr if terminal else _Lines(),
        mininterval=0.2 if terminal else 5.0,
        ascii=not terminal,
    )
