"""The script `download` as in the workflow, against a server of the test."""

import shutil

import pytest

from sandbox.workflow_copy import ROOT
from tests.helpers.download_setup import CONTENT, sha256
from tests.helpers.loopback import serve

TARGET = "data/raw/loopback/images.gz"
SOURCE = """
OPTIONS = {{}}
CLASSES = None
CITATION = ""
FILES = [{file}]
"""


@pytest.fixture
def server():
    with serve({"/images.gz": CONTENT, "/m/loopback/images.gz": CONTENT}) as loopback:
        yield loopback


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("copy") / "scripts"
    ignored = shutil.ignore_patterns("__pycache__")
    return shutil.copytree(ROOT / "scripts", folder, ignore=ignored)


@pytest.fixture
def download(job, server, scripts):
    """Makes a case of the script `download`."""

    def make(*, size=True, mirror=None, urls=True, attempts=2, **options):
        file = {
            "name": "images.gz",
            "urls": [f"{server.url}/images.gz"] if urls else [],
            "sha256": sha256(CONTENT),
            **({"size": len(CONTENT)} if size else {}),
        }
        source = scripts / "galaxybench/datasets/loopback.py"
        source.write_text(SOURCE.format(file=file))
        settings = {"attempts": attempts, "timeout_seconds": 0.5, "mirror": mirror}
        return job(
            "download",
            scripts=scripts,
            output={"verified": f"{TARGET}.verified"},
            params={"source": "loopback", "file": {"name": "images.gz"}},
            config={"downloads": settings},
            environment={"NO_PROXY": "127.0.0.1"},
            **options,
        )

    return make


def passes(case):
    """The case passes, and nothing is left over beside the file and its proof."""
    case.passes()
    target = case.folder / TARGET
    assert target.read_bytes() == CONTENT
    names = sorted(path.name for path in target.parent.iterdir())
    kept = [name for name in names if ".bad-" not in name and name != ".provenance"]
    assert kept == ["images.gz", "images.gz.verified"]
