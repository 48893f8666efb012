"""Transfer one file over HTTP; an interrupted transfer is resumed.

`<part>` holds the bytes so far. `<part>.json` holds their address and its ETag or date,
so that a later process resumes with Range and If-Range. The server then sends the rest,
or the whole file if it does not support ranges or the file has changed.
"""

import json
import logging
import re
import sys
from pathlib import Path

import requests
from tqdm import tqdm
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError, InvalidHeader, MaxRetryError
from urllib3.util.retry import Retry

logger = logging.getLogger(__name__)

BACKOFF_SECONDS = 1.0  # times 0, 2, 4, 8 ... between the attempts
BACKOFF_MAX_SECONDS = 60
RETRY_AFTER_MAX_SECONDS = 120  # a server may ask for hours; a workflow cannot wait
STEADY_BYTES = 1 << 20  # an attempt with this much new data does not count as failed
CHUNK_BYTES = 1 << 16  # small: a reset connection loses the chunk being read
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
    url: str, part: Path, *, size: int | None, attempts: int, timeout: float
) -> bool:
    """Transfer the file at this http(s) address into `part`, with a progress bar.

    Bytes in `part` that came from this address are kept. If the `size` in bytes is
    known, any other length is refused at once. `attempts` and `timeout` (seconds) are
    those of `fetch.fetch`.

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
    furthest = _size(part)
    with requests.Session() as session:
        while True:
            try:
                return _attempt(session, url, part, size, timeout)
            except requests.RequestException as error:
                raise RefusedError(str(error)) from error
            except _InterruptedError as interruption:
                reason = interruption
            if _size(part) >= furthest + STEADY_BYTES:
                furthest = _size(part)
                policy = fresh
            try:
                policy = policy.increment(error=reason)
            except MaxRetryError:
                raise RefusedError(f"{reason} (attempts: {attempts})") from reason
            logger.warning("%s: %s; trying again", url, reason)
            try:
                policy.sleep(reason.response)
            except InvalidHeader:
                policy.sleep()


def discard(part: Path) -> None:
    """Remove partial data and the note about its origin."""
    _note(part).unlink(missing_ok=True)
    part.unlink(missing_ok=True)


def _attempt(
    session: requests.Session, url: str, part: Path, size: int | None, timeout: float
) -> bool:
    """Request what is missing, once; returns whether it continues older data."""
    validator = _validator(part, url)
    offset = _size(part) if validator else 0
    # Request the bytes as stored: decoded content would have another checksum.
    headers = {"Accept-Encoding": "identity"}
    if offset:
        headers |= {"Range": f"bytes={offset}-", "If-Range": validator}
    try:
        with session.get(url, headers=headers, stream=True, timeout=timeout) as answer:
            total = _total(answer, offset, part) or size
            if size and total != size:
                raise RefusedError(f"has {total} bytes, expected {size}: another file")
            if answer.status_code == 416:
                return True
            if answer.status_code == 200:
                _begin(part, url, answer)
                offset = 0
            with (
                part.open("ab") as stream,
                _bar(url.rsplit("/", 1)[-1], total, offset) as bar,
            ):
                for chunk in answer.raw.stream(CHUNK_BYTES, decode_content=False):
                    stream.write(chunk)
                    bar.update(len(chunk))
    except (requests.ConnectionError, requests.Timeout, HTTPError) as error:
        # requests wraps the reason in "max retries exceeded", which is not true here.
        reason = getattr((*error.args, None)[0], "reason", error)
        raise _InterruptedError(f"{reason} after {_size(part)} bytes") from error
    if total and _size(part) < total:
        raise _InterruptedError(f"the body ended after {_size(part)} of {total} bytes")
    return offset > 0


def _total(answer: requests.Response, offset: int, part: Path) -> int | None:
    """Return the size of the whole file, if known; raise if the response is useless."""
    status = answer.status_code
    content_range = answer.headers.get("Content-Range", "")
    if status in PASSING_STATUS:
        raise _InterruptedError(f"{status} {answer.reason}", answer.raw)
    if status == 200:
        length = answer.headers.get("Content-Length")
        return None if length is None else int(length)
    if status == 416 and offset:
        if content_range == f"bytes */{offset}":  # it is complete already
            return offset
        discard(part)
        raise _InterruptedError("the partial data does not fit the file (416)")
    if status == 206 and offset:
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", content_range)
        if found and int(found[1]) == offset:
            return None if found[2] == "*" else int(found[2])
        discard(part)
        raise _InterruptedError(f"sent a range not requested: '{content_range}'")
    raise RefusedError(f"{status} {answer.reason}")


def _begin(part: Path, url: str, answer: requests.Response) -> None:
    """Empty the partial data and note its origin."""
    etag = answer.headers.get("ETag", "W/")
    validator = None if etag.startswith("W/") else etag  # If-Range needs a strong one
    validator = validator or answer.headers.get("Last-Modified")
    # The note first: one that outlived its data would splice two files.
    discard(part)
    part.touch()
    _note(part).write_text(json.dumps({"url": url, "validator": validator}))


def _validator(part: Path, url: str) -> str | None:
    """Return the ETag or date of the partial data, if it came from this address."""
    try:
        origin = json.loads(_note(part).read_text())
        return origin["validator"] if origin["url"] == url else None
    except (FileNotFoundError, ValueError):
        return None


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


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0
