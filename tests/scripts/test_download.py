"""The scripts of the rules `download` and `link_astronn`."""

import hashlib
import json
from types import SimpleNamespace

import pytest

from galaxybench.config import declarations
from tests.helpers.script_setup import run_script

CONTENT = b"a small file"
FILE = {
    "name": "Galaxy10.h5",
    "urls": [],
    "sha256": hashlib.sha256(CONTENT).hexdigest(),
}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(
        declarations, "source", lambda name: SimpleNamespace(files=[FILE])
    )
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def download(tmp_path):
    mirrored = tmp_path / "mirror" / "galaxy10_sdss" / FILE["name"]
    mirrored.parent.mkdir(parents=True)
    mirrored.write_bytes(CONTENT)
    target = tmp_path / "raw" / FILE["name"]
    verified = target.with_name("Galaxy10.h5.verified")
    downloads = {
        "mirror": str(tmp_path / "mirror"),
        "attempts": 1,
        "timeout_seconds": 5,
    }
    run_script(
        "download",
        output={"verified": verified},
        params={
            "source": "galaxy10_sdss",
            "file": {key: FILE[key] for key in ("name", "sha256")},
        },
        config={"downloads": downloads},
        log=[str(tmp_path / "job.log")],
    )
    return target, verified


def test_the_file_and_its_record_are_written(tmp_path, home):
    target, verified = download(tmp_path)
    assert target.read_bytes() == CONTENT
    assert json.loads(verified.read_text())["sha256"] == FILE["sha256"]
    assert not home.exists()  # the user's home is touched on request only


def test_astronn_gets_its_link_on_request(tmp_path, home):
    target, verified = download(tmp_path)
    record = tmp_path / "astronn_link.json"
    run_script(
        "link_astronn",
        input={"verified": [verified]},
        output={"record": record},
        params={"source": "galaxy10_sdss"},
        log=[str(tmp_path / "job.log")],
    )
    link = home / ".astroNN" / "datasets" / "Galaxy10.h5"
    assert link.samefile(target)
    assert json.loads(record.read_text()) == {"link": str(link)}
