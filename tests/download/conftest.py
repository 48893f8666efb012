"""A loopback server and a place for what it sends."""

import pytest

from galaxybench.download import transfer
from galaxybench.jobs import locks
from tests.helpers.download_setup import CONTENT
from tests.helpers.loopback import serve


@pytest.fixture(autouse=True)
def short_waits(monkeypatch):
    monkeypatch.setattr(transfer, "BACKOFF_SECONDS", 0.01)
    monkeypatch.setattr(locks, "POLL_SECONDS", 0.02)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server():
    with serve({"/a/images.gz": CONTENT, "/b/images.gz": CONTENT}) as loopback:
        yield loopback


@pytest.fixture
def target(tmp_path):
    return tmp_path / "raw" / "images.gz"
