import time

import pytest
import requests
from urllib3.exceptions import HTTPError

from galaxybench.download import pace
from galaxybench.download.pace import Pace
from tests.helpers.loopback import Answer


def read(server, seconds):
    """Read a file; returns whether its connection was shut, and the seconds it took."""
    began = time.monotonic()
    with requests.Session() as session, Pace(session, seconds) as watched:
        try:
            url = f"{server.url}/a/images.gz"
            with session.get(url, stream=True, timeout=10) as answer:
                watched.answered()
                while chunk := answer.raw.read1(1 << 16):
                    watched.arrived(len(chunk))
        except (requests.RequestException, HTTPError):
            assert watched.lost
        return watched.lost, time.monotonic() - began


def test_a_good_server_is_left_alone(server):
    assert not read(server, 0.2)[0]


@pytest.mark.parametrize("answer", [Answer(body_pause=0.02), Answer(head_pause=0.02)])
def test_a_trickle_is_shut(server, answer):
    server.usual = answer
    lost, seconds = read(server, 0.3)
    assert lost and seconds < 5


def test_a_slow_server_that_sends_enough_is_left_alone(server, monkeypatch):
    monkeypatch.setattr(pace, "LEAST_BYTES_PER_SECOND", 10)
    server.files["/a/images.gz"] = bytes(60)
    server.usual = Answer(body_pause=0.02, stops=True)
    lost, seconds = read(server, 0.3)
    assert not lost and seconds > 1
