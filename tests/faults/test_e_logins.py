"""The login of a mirror is used there, and shown or sent nowhere else."""

from pathlib import Path

import pytest

from tests.helpers.download_cases import TARGET, passes
from tests.helpers.download_setup import CONTENT, OTHER
from tests.helpers.loopback import Answer, serve

PASSWORD = "s3cr3t-w0rd"
LOGIN = f"someone:{PASSWORD}"


@pytest.mark.parametrize(
    ("answer", "mirror", "says"),
    [
        (Answer(status=404), "http://LOGIN@HOST/m", "404 Not Found"),
        (Answer(drop_after=60_000), "http://LOGIN@HOST/m", "attempts: 2"),
        (Answer(body=OTHER), "http://LOGIN@HOST/m", "wrong checksum"),
        (
            Answer(status=302, headers={"Location": "/m/loopback/images.gz"}),
            "http://LOGIN@HOST/m",
            "Exceeded 10 redirects",
        ),
        (Answer(), "http://LOGIN@127.0.0.1:1/m", "refused"),
        (Answer(), "http://LOGIN@127.0.0.1:abc/m", "127.0.0.1:abc"),
        (Answer(), "ssh://LOGIN@127.0.0.1/m", "ssh://127.0.0.1/m"),
        (Answer(), "http://LOGIN@[bad/m", "http://[bad/m"),
        (Answer(), "http://LOGIN/a@HOST/m", "may be a password"),
        (Answer(), "LOGIN@HOST/m", "no such file"),
        (Answer(), "http:/LOGIN@HOST/m", "no such file"),
        (Answer(status=404), "http://HOST/m?token=LOGIN", "/m?***: 404 Not Found"),
    ],
)
def test_the_password_of_a_mirror_is_never_shown(
    download, server, answer, mirror, says
):
    host = server.url.removeprefix("http://")
    fill = mirror.replace("LOGIN", LOGIN).replace("HOST", host)
    case = download(mirror=fill, urls=False, leaves=[f"{TARGET}.*"])
    server.usual = answer
    ended = case.refused(says, "could not fetch images.gz of loopback")
    assert PASSWORD not in ended.terminal
    assert list(secret_files(case.folder)) == []
    server.usual = Answer()
    good = download(mirror=f"http://{LOGIN}@{host}/m", urls=False)
    assert PASSWORD not in good.passes().terminal
    assert server.requests[-1].authorization.startswith("Basic ")
    assert list(secret_files(case.folder)) == []


def secret_files(folder: Path):
    for path in folder.rglob("*"):
        if path.is_file() and PASSWORD.encode() in path.read_bytes():
            yield path


def test_a_login_goes_to_no_other_server(download, server):
    with serve({"/images.gz": CONTENT}) as other:
        host = server.url.removeprefix("http://")
        headers = {"Location": f"{other.url}/images.gz"}
        server.usual = Answer(status=302, headers=headers)
        passes(download(mirror=f"http://{LOGIN}@{host}/m", urls=False))
        assert server.requests[0].authorization.startswith("Basic ")
        assert [request.authorization for request in other.requests] == [None]
