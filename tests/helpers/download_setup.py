"""A file on a loopback server, and what is asked of it."""

import hashlib
from pathlib import Path

import numpy as np

from galaxybench.download import transfer

CONTENT = np.random.default_rng(0).bytes(300_000)
OTHER = np.random.default_rng(1).bytes(300_000)
HALF = 150_000
SCRIPTS = Path(transfer.__file__).parents[2]


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def description(server, *paths, content=CONTENT, size=True):
    urls = [server.url + path for path in paths or ["/a/images.gz"]]
    file = {"name": "images.gz", "urls": urls, "sha256": sha256(content)}
    return file | ({"size": len(content)} if size else {})


def asked(server):
    return [
        (request.path[1], request.range, request.status) for request in server.requests
    ]


def beside(target):
    return sorted(path.name for path in target.parent.iterdir())


def is_complete(target):
    assert target.read_bytes() == CONTENT
    assert beside(target) == ["images.gz"]  # nothing is left over
    return True
