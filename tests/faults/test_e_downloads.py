"""What a server, a mirror or an earlier download may hold: refused, and then mended.

The script `download` runs as in the workflow. Its data source is declared in a copy of
the scripts and points to a server of this test.
"""

import json
import time

import pytest

from tests.helpers.download_cases import TARGET, passes
from tests.helpers.download_setup import CONTENT, HALF, OTHER, sha256
from tests.helpers.loopback import Answer

LARGE = 64 << 20
"""Bytes beyond the end of the file: more than the buffers of a connection hold."""
BUFFERED = 32 << 20


@pytest.mark.parametrize(
    ("answer", "size", "says"),
    [
        (Answer(chunked=True, beyond=LARGE), True, "or more, expected: 300000"),
        (Answer(length=False, beyond=LARGE), True, "or more, expected: 300000"),
        (
            Answer(headers={"Content-Length": str(5 << 30)}, beyond=LARGE),
            False,
            "has 5368709120 bytes, allowed without a declared size: 4294967296",
        ),
        (
            Answer(headers={"Content-Length": str(LARGE)}, beyond=LARGE),
            True,
            "has 67108864 bytes, expected 300000: another file",
        ),
    ],
    ids=["chunked", "until the end", "huge", "another length"],
)
def test_a_body_that_is_too_long(download, server, answer, size, says):
    case = download(size=size)
    server.usual = answer
    case.refused(f"{server.url}/images.gz", says, "Put the file by hand at")
    assert [request.sent < BUFFERED for request in server.requests] == [True]
    server.usual = Answer()
    passes(case)


@pytest.mark.parametrize("length", ["abc", "-5", "9" * 5000, "1e3", "³", ""])
def test_a_length_that_is_no_number(download, server, length):
    case = download()
    server.usual = Answer(headers={"Content-Length": length})
    case.refused(f"sends Content-Length '{length[:30]}", "not a number")
    server.usual = Answer()
    passes(case)


@pytest.mark.parametrize(
    ("answer", "leaves"),
    [(Answer(body_pause=0.05), [f"{TARGET}.part*"]), (Answer(head_pause=0.05), [])],
    ids=["body", "head"],
)
def test_a_server_that_sends_a_byte_now_and_then(download, server, answer, leaves):
    """No read of the socket takes as long as its timeout."""
    case = download(leaves=leaves)
    server.usual = answer
    start = time.monotonic()
    case.refused("less than 2048 bytes in 0.5 s", "attempts: 2")
    assert time.monotonic() - start < 20
    server.usual = Answer()
    passes(case)


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("file:///etc/passwd", "No connection adapters were found for 'file:///"),
        ("ftp://127.0.0.1/images.gz", "No connection adapters were found for 'ftp://"),
        ("/images.gz", "Exceeded 10 redirects"),
        ("http://[bad/", "Invalid IPv6 URL"),
        ("http://127.0.0.1:99999/", "Port out of range"),
        ("\xff\xfe", "decode"),
    ],
)
def test_a_redirect_that_leads_astray(download, server, place, says):
    case = download()
    server.usual = Answer(status=302, headers={"Location": place})
    case.refused(f"{server.url}/images.gz", says)
    server.usual = Answer()
    passes(case)


def test_a_redirect_with_an_endless_body(download, server):
    """Its body is not read: it would be kept in memory."""
    case = download()
    headers = {"Location": "/m/loopback/images.gz"}
    server.script("/images.gz", Answer(status=302, headers=headers, beyond=LARGE))
    passes(case)
    assert server.requests[0].sent < BUFFERED


@pytest.mark.parametrize(
    "asks", ["9" * 5000, "Fri, 31 Dec 99999999999 23:59:59 GMT", "soon", "-1"]
)
def test_a_pause_that_is_no_number(download, server, asks):
    case = download()
    server.script("/images.gz", Answer(status=503, retry_after=asks))
    passes(case)


def test_words_of_a_server_do_not_reach_the_terminal(download, server):
    case = download()
    server.usual = Answer(status=404, reason="\x1b[2J all is well")
    ended = case.refused("404 Not Found")
    assert "\x1b" not in ended.terminal and "all is well" not in ended.terminal
    server.usual = Answer()
    passes(case)


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b'{"url": "URL", "val',
        b"[1]",
        b"null",
        b'{"url": 1, "validator": 2}',
        b'{"url": "URL"}',
        b'{"url": "URL", "validator": {"a": 1}}',
        b'{"url": "URL", "validator": "a\\r\\nX-Evil: 1"}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
    ],
    ids=[
        "empty",
        "cut",
        "list",
        "null",
        "numbers",
        "no validator",
        "map",
        "line break",
        "encoding",
        "deep",
    ],
)
def test_a_damaged_note_begins_the_download_anew(download, server, note):
    case = download()
    part = case.folder / f"{TARGET}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(OTHER[:HALF])
    note = note.replace(b"URL", f"{server.url}/images.gz".encode())
    part.with_name(part.name + ".json").write_bytes(note)
    passes(case)
    assert [request.range for request in server.requests] == [None]


@pytest.mark.parametrize(
    "content_range",
    ["bytes 150000-299999/" + "9" * 5000, "bytes 7-9/300000", "bytes ²-³/4", "a"],
    ids=["huge", "another", "not digits", "text"],
)
def test_a_range_that_was_not_requested(download, server, content_range):
    case = download(attempts=3)
    server.script(
        "/images.gz",
        Answer(drop_after=HALF),
        Answer(headers={"Content-Range": content_range}),
    )
    passes(case)
    assert [request.status for request in server.requests] == [200, 206, 200]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"version https://git-lfs.github.com/spec/v1\n", "is a pointer of Git LFS"),
        (CONTENT + b"more", "has 300004 bytes, expected 300000: another file"),
        (b"", "has 0 bytes, expected 300000: another file"),
        (OTHER, "wrong checksum"),
    ],
)
def test_a_wrong_file_in_a_mirror(download, tmp_path, content, says):
    file = tmp_path / "mirror/loopback/images.gz"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    case = download(
        mirror=str(tmp_path / "mirror"), urls=False, leaves=[f"{TARGET}.bad-*"]
    )
    case.refused(str(file), says)
    file.write_bytes(CONTENT)
    passes(case)


def test_the_proof_holds_only_what_it_proves(download):
    case = download()
    passes(case)
    proof = json.loads((case.folder / f"{TARGET}.verified").read_text())
    assert proof == {"name": "images.gz", "sha256": sha256(CONTENT), "size": 300_000}


@pytest.mark.parametrize("suffix", ["", ".part", ".part.json", ".lock", ".verified"])
def test_a_folder_where_a_file_belongs(download, suffix):
    case = download()
    folder = case.folder / f"{TARGET}{suffix}"
    folder.mkdir(parents=True)
    case.refused(f"{TARGET}{suffix} is a folder", "rename or remove the folder")
    folder.rmdir()
    passes(case)
