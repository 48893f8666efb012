import hashlib
import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "download.py"
CONTENT = b"a small file"
FILE = {
    "name": "Galaxy10.h5",
    "urls": [],
    "sha256": hashlib.sha256(CONTENT).hexdigest(),
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(tmp_path, source, astronn_link=False):
    mirrored = tmp_path / "mirror" / source / FILE["name"]
    mirrored.parent.mkdir(parents=True, exist_ok=True)
    mirrored.write_bytes(CONTENT)
    downloads = {
        "mirror": str(tmp_path / "mirror"),
        "astronn_link": astronn_link,
        "attempts": 1,
        "timeout_seconds": 5,
    }
    target = tmp_path / "raw" / source / FILE["name"]
    verified = target.with_name("Galaxy10.h5.verified")
    snakemake = SimpleNamespace(
        output=SimpleNamespace(verified=str(verified)),
        params=SimpleNamespace(source=source, file=FILE),
        config={"downloads": downloads},
        log=[],
    )
    runpy.run_path(str(SCRIPT), init_globals={"snakemake": snakemake})
    return target, verified


def test_the_file_and_its_record_are_written(tmp_path, home):
    target, verified = run(tmp_path, "galaxy10_sdss")
    assert target.read_bytes() == CONTENT
    assert json.loads(verified.read_text())["sha256"] == FILE["sha256"]
    assert not home.exists()  # the user's home is touched on request only


def test_astronn_gets_its_link_on_request(tmp_path, home):
    target, _ = run(tmp_path, "galaxy10_sdss", astronn_link=True)
    assert (home / ".astroNN" / "datasets" / "Galaxy10.h5").samefile(target)


def test_sources_unknown_to_astronn_are_not_linked(tmp_path, home):
    _, verified = run(tmp_path, "mnist", astronn_link=True)
    assert verified.exists()
    assert not home.exists()
