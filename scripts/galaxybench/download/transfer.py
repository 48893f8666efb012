"""One file over HTTP: interrupted transfers are taken up where they stopped.

`<part>` holds the bytes so far, `<part>.json` the address they came from and its ETag
or date, so that a later process goes on with Range and If-Range: the server sends the
rest, or the whole file where it does not know ranges or the file has changed.
"""

import json
import logging
import re
import sys
from pathlib import Path

import requests
from tqdm import tqdm
from urllib3.exceptions import HTTPError, InvalidHeader, MaxRetryError
from urllib3.util.retry import Retry

logger = logging.getLogger(__name__)

BACKOFF_SECONDS = 1.0  # 0, 2, 4, 8 ... times this between the attempts
BACKOFF_MAX_SECONDS = 60
RETRY_AFTER_MAX_SECONDS = 120  # a server may ask for hours; a workflow cannot wait
STEADY_BYTES = 1 << 20  # an attempt that brings this much more is not a failed one
CHUNK_BYTES = 1 << 16  # small: a reset connection loses the chunk being read
PASSING_STATUS = {408, 425, 429, 500, 502, 503, 504}


class RefusedError(Exception):
    """This address cannot give the file."""


class _InterruptedError(Exception):
    """Another attempt at the same address may succeed."""

    def __init__(self, reason: str, response: requests.Response | None = None) -> None:
        super().__init__(reason)
        # The urllib3 response: a requests.Response of status 503 counts as false.
        self.response = None if response is None else response.raw


class _Lines:
    """Standard error for a progress bar whose output goes to a file: whole lines."""

    def write(self, text: str) -> None:
        if line := text.strip():
            sys.stderr.write(line + "\n")

    def flush(self) -> None:
        sys.stderr.flush()


def transfer(
    url: str,
    part: Path,
    *,
    size: int | None,
    attempts: int,
    timeout: float,
    progress: bool,
) -> bool:
    """Bring the whole file at this address into `part`.

    Args:
        url: an http(s) address.
        part: where the bytes go; what is there from this address is kept.
        size: bytes of the file, if known: another length is refused at once.
        attempts: tries in a row that bring nothing new before it is given up.
        timeout: seconds without an answer or without data that end an attempt.
        progress: whether to show a progress bar on standard error (lines, every few
            seconds, when that is not a terminal).

    Returns:
        Whether the file was put together from several pieces.

    Raises:
        RefusedError: says what the address answered.
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
                return _attempt(session, url, part, size, timeout, progress)
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
    """Remove partial data and the note of where they came from."""
    _note(part).unlink(missing_ok=True)
    part.unlink(missing_ok=True)


def _attempt(
    session: requests.Session,
    url: str,
    part: Path,
    size: int | None,
    timeout: float,
    progress: bool,
) -> bool:
    """Ask once for what is missing; returns whether older data were built upon."""
    validator = _validator(part, url)
    offset = _size(part) if validator else 0
    # The bytes as they are stored: decoded content would have another checksum.
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
                _bar(url.rsplit("/", 1)[-1], total, offset, progress) as bar,
            ):
                for chunk in answer.raw.stream(CHUNK_BYTES, decode_content=False):
                    stream.write(chunk)
                    bar.update(len(chunk))
    except (requests.ConnectionError, requests.Timeout, HTTPError) as error:
        # requests wraps what happened in a "max retries exceeded" that is not true here
        reason = getattr((*error.args, None)[0], "reason", error)
        raise _InterruptedError(f"{reason} after {_size(part)} bytes") from error
    if total and _size(part) < total:
        raise _InterruptedError(f"the body ended after {_size(part)} of {total} bytes")
    return offset > 0


def _total(answer: requests.Response, offset: int, part: Path) -> int | None:
    """Size of the whole file, if told; raises where the answer is of no use."""
    status = answer.status_code
    content_range = answer.headers.get("Content-Range", "")
    if status in PASSING_STATUS:
        raise _InterruptedError(f"{status} {answer.reason}", answer)
    if status == 200:
        length = answer.headers.get("Content-Length")
        return None if length is None else int(length)
    if status == 416 and offset:
        if content_range == f"bytes */{offset}":  # all of it is here already
            return offset
        discard(part)
        raise _InterruptedError("the partial data do not fit the file (416)")
    if status == 206 and offset:
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", content_range)
        if found and int(found[1]) == offset:
            return None if found[2] == "*" else int(found[2])
        discard(part)
        raise _InterruptedError(f"sent another range than asked: '{content_range}'")
    raise RefusedError(f"{status} {answer.reason}")


def _begin(part: Path, url: str, answer: requests.Response) -> None:
    """Empty the partial data and note what they are going to be."""
    etag = answer.headers.get("ETag", "W/")
    validator = None if etag.startswith("W/") else etag  # If-Range wants a strong one
    validator = validator or answer.headers.get("Last-Modified")
    discard(part)  # the note first: one that outlived its data would splice two files
    part.touch()
    _note(part).write_text(json.dumps({"url": url, "validator": validator}))


def _validator(part: Path, url: str) -> str | None:
    """ETag or date of the partial data, if they came from this address."""
    try:
        origin = json.loads(_note(part).read_text())
        return origin["validator"] if origin["url"] == url else None
    except (FileNotFoundError, ValueError):
        return None


def _bar(name: str, total: int | None, offset: int, progress: bool) -> tqdm:
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
        disable=not progress,
    )


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0
