"""How a file comes over HTTP: ranges, broken answers, patience."""

import json
import threading
import time
from email.utils import formatdate

import pytest

from galaxybench.download import transfer
from galaxybench.download.fetch import DownloadError, fetch
from tests.helpers.download_setup import (
    CONTENT,
    HALF,
    OTHER,
    asked,
    beside,
    description,
    is_complete,
    sha256,
)
from tests.helpers.loopback import Answer, serve


@pytest.mark.parametrize(
    ("size", "length"), [(True, True), (True, False), (False, True)]
)
def test_a_dropped_connection_is_resumed(server, target, size, length):
    server.script("/a/images.gz", Answer(drop_after=HALF, length=length))
    fetch(description(server, size=size), "mnist", target)
    assert is_complete(target)
    assert asked(server) == [("a", None, 200), ("a", f"bytes={HALF}-", 206)]
    assert [request.sent for request in server.requests] == [HALF, HALF]
    assert server.requests[1].if_range == '"one"'


def test_a_later_process_resumes(server, target):
    file = description(server)
    server.script("/a/images.gz", Answer(drop_after=HALF))
    with pytest.raises(DownloadError):
        fetch(file, "mnist", target, attempts=1)
    assert beside(target) == ["images.gz.part", "images.gz.part.json"]
    fetch(file, "mnist", target, attempts=1)
    assert is_complete(target)
    assert asked(server)[1:] == [("a", f"bytes={HALF}-", 206)]


def test_a_server_without_ranges_restarts_cleanly(server, target):
    server.script("/a/images.gz", Answer(drop_after=HALF), Answer(ranges=False))
    fetch(description(server), "mnist", target)
    assert is_complete(target)
    assert asked(server) == [("a", None, 200), ("a", f"bytes={HALF}-", 200)]


def test_a_file_that_changed_meanwhile_is_fetched_whole(server, target):
    server.script(
        "/a/images.gz",
        Answer(drop_after=HALF, body=OTHER),
        Answer(etag='"two"'),
    )
    fetch(description(server), "mnist", target)
    assert is_complete(target)
    assert server.requests[1].if_range == '"one"'
    assert server.requests[1].status == 200


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_without_a_strong_validator_nothing_is_spliced(server, target, etag):
    server.script("/a/images.gz", Answer(drop_after=HALF, etag=etag))
    fetch(description(server), "mnist", target)
    assert is_complete(target)
    assert asked(server) == [("a", None, 200), ("a", None, 200)]


def test_partial_data_of_another_address_are_not_built_upon(server, target):
    server.script("/a/images.gz", Answer(drop_after=HALF))
    file = description(server, "/a/images.gz", "/b/images.gz")
    fetch(file, "mnist", target, attempts=1)
    assert is_complete(target)
    assert asked(server) == [("a", None, 200), ("b", None, 200)]


def test_a_short_body_is_another_file_when_the_size_is_known(server, target):
    server.script("/a/images.gz", Answer(short_by=10))
    with pytest.raises(DownloadError, match="299990 bytes, expected 300000"):
        fetch(description(server), "mnist", target)
    assert [request.status for request in server.requests] == [200]
    assert beside(target) == []


def test_a_short_body_of_unknown_size_is_a_wrong_checksum(server, target):
    server.script("/a/images.gz", Answer(short_by=10))
    file = description(server, "/a/images.gz", "/b/images.gz", size=False)
    fetch(file, "mnist", target)
    assert target.read_bytes() == CONTENT
    assert asked(server) == [("a", None, 200), ("b", None, 200)]


def test_a_short_part_of_a_resumed_file_is_asked_for_again(server, target):
    # The second answer says its range reaches to the end, and stops 10 bytes before.
    server.script("/a/images.gz", Answer(drop_after=HALF), Answer(short_by=10))
    fetch(description(server), "mnist", target)
    assert is_complete(target)
    assert asked(server)[2] == ("a", "bytes=299990-", 206)


def test_complete_partial_data_need_no_more_bytes(server, target):
    target.parent.mkdir()
    target.with_name("images.gz.part").write_bytes(CONTENT)
    note = {"url": f"{server.url}/a/images.gz", "validator": '"one"'}
    target.with_name("images.gz.part.json").write_text(json.dumps(note))
    fetch(description(server), "mnist", target)
    assert is_complete(target)
    assert asked(server) == [("a", "bytes=300000-", 416)]


def test_partial_data_longer_than_the_file_are_thrown_away(server, target):
    target.parent.mkdir()
    target.with_name("images.gz.part").write_bytes(CONTENT + b"more")
    note = {"url": f"{server.url}/a/images.gz", "validator": '"one"'}
    target.with_name("images.gz.part.json").write_text(json.dumps(note))
    fetch(description(server), "mnist", target)
    assert is_complete(target)
    assert asked(server) == [("a", "bytes=300004-", 416), ("a", None, 200)]


def test_damaged_partial_data_cost_one_more_whole_download(server, target):
    target.parent.mkdir()
    target.with_name("images.gz.part").write_bytes(bytes(HALF))
    note = {"url": f"{server.url}/a/images.gz", "validator": '"one"'}
    target.with_name("images.gz.part.json").write_text(json.dumps(note))
    fetch(description(server), "mnist", target)
    assert target.read_bytes() == CONTENT
    assert asked(server) == [("a", f"bytes={HALF}-", 206), ("a", None, 200)]


def test_wrong_bytes_are_kept_aside_and_asked_for_once(server, target):
    server.script("/a/images.gz", *[Answer(body=OTHER)] * 9)
    with pytest.raises(DownloadError) as error:
        fetch(description(server), "mnist", target)
    assert asked(server) == [("a", None, 200)]
    kept = f"images.gz.bad-{sha256(OTHER)[:8]}"
    assert beside(target) == [kept]
    assert target.with_name(kept).read_bytes() == OTHER
    message = str(error.value)
    for part in (
        "images.gz of mnist",
        f"{server.url}/a/images.gz",
        f"expected sha256 {sha256(CONTENT)}, got {sha256(OTHER)}",
        kept,
        f"by hand at {target}",
    ):
        assert part in message


def test_wrong_bytes_again_after_a_drop_end_as_well(server, target):
    answers = [Answer(drop_after=HALF, body=OTHER), Answer(body=OTHER)] * 9
    server.script("/a/images.gz", *answers)
    with pytest.raises(DownloadError, match="wrong checksum"):
        fetch(description(server), "mnist", target)
    assert len(server.requests) == 4


def test_every_address_is_tried_and_named(server, target):
    server.script("/b/images.gz", Answer(body=OTHER))
    file = description(server, "/none", "/b/images.gz")
    with pytest.raises(DownloadError) as error:
        fetch(file, "mnist", target)
    assert f"{server.url}/none: 404 Not Found" in str(error.value)
    assert f"{server.url}/b/images.gz: wrong checksum" in str(error.value)
    assert [request.path for request in server.requests] == ["/none", "/b/images.gz"]


def test_a_server_that_is_not_there_is_given_up(target):
    with serve({}) as gone:
        file = description(gone)
    with pytest.raises(DownloadError, match="refused.*attempts: 3"):
        fetch(file, "mnist", target, attempts=3)


@pytest.mark.parametrize("form", ["seconds", "date"])
@pytest.mark.parametrize("status", [503, 429])
def test_retry_after_is_honoured(server, target, status, form):
    # A date has whole seconds: now + 2 asks for a pause of one to two.
    asks = "1" if form == "seconds" else formatdate(time.time() + 2, usegmt=True)
    server.script("/a/images.gz", Answer(status=status, retry_after=asks))
    start = time.monotonic()
    fetch(description(server), "mnist", target)
    assert 0.9 < time.monotonic() - start < 4
    assert is_complete(target)
    assert [request.status for request in server.requests] == [status, 200]


def test_a_long_retry_after_is_capped(server, target, monkeypatch):
    monkeypatch.setattr(transfer, "RETRY_AFTER_MAX_SECONDS", 0.1)
    server.script("/a/images.gz", Answer(status=503, retry_after="86400"))
    start = time.monotonic()
    fetch(description(server), "mnist", target)
    assert time.monotonic() - start < 5


def test_a_retry_after_of_no_known_form_is_passed_over(server, target):
    server.script("/a/images.gz", Answer(status=503, retry_after="soon"))
    fetch(description(server), "mnist", target)
    assert is_complete(target)


def test_the_pauses_grow(server, target, monkeypatch):
    pauses = []
    monkeypatch.setattr(transfer, "BACKOFF_SECONDS", 1.0)
    monkeypatch.setattr(transfer, "BACKOFF_MAX_SECONDS", 6)
    monkeypatch.setattr("urllib3.util.retry.time.sleep", pauses.append)
    server.script("/a/images.gz", *[Answer(status=503)] * 9)
    with pytest.raises(DownloadError, match=r"503 .*\(attempts: 6\)"):
        fetch(description(server), "mnist", target, attempts=6)
    assert len(server.requests) == 6
    assert pauses == [2, 4, 6, 6]


def test_attempts_that_bring_data_do_not_count(server, target, monkeypatch):
    monkeypatch.setattr(transfer, "STEADY_BYTES", 50_000)
    server.script("/a/images.gz", *[Answer(drop_after=60_000)] * 4)
    fetch(description(server), "mnist", target, attempts=2)
    assert is_complete(target)
    assert len(server.requests) == 5


def test_the_same_data_again_and_again_are_no_progress(server, target, monkeypatch):
    monkeypatch.setattr(transfer, "STEADY_BYTES", 50_000)
    drops = [Answer(drop_after=60_000, ranges=False)] * 99
    server.script("/a/images.gz", *drops)
    with pytest.raises(DownloadError):
        fetch(description(server), "mnist", target, attempts=3)
    assert len(server.requests) == 3


def test_a_server_that_falls_silent_is_asked_again(server, target):
    silence = threading.Event()
    server.script("/a/images.gz", Answer(drop_after=HALF, wait=silence))
    start = time.monotonic()
    fetch(description(server), "mnist", target, timeout=0.3)
    assert time.monotonic() - start < 4
    silence.set()
    assert is_complete(target)
    assert server.requests[1].status == 206
    kept = len(CONTENT) - server.requests[1].sent
    assert HALF - transfer.CHUNK_BYTES < kept <= HALF
