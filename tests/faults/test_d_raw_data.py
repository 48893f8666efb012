"""Raw files are what their source declares, or are named."""

import gzip
import hashlib
import shutil

import numpy as np
import pytest

from sandbox.workflow_copy import ROOT
from tests.helpers.damaged_files import (
    LABELS,
    LFS,
    POINTER,
    half,
)
from tests.helpers.idx_files import write_idx

SOURCE = """
OPTIONS = {{}}
CLASSES = ["a", "b", "c"]
CITATION = ""
FILES = {files}
from galaxybench.images.idx import open_idx
def open_source(files, options):
    return open_idx(files, CLASSES, {{"source": "tiny_idx"}})
"""


@pytest.fixture
def import_idx(job, tmp_path):
    """A case of import_dataset whose four raw files are as declared."""
    scripts = tmp_path / "scripts"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "scripts", scripts, ignore=ignored)
    names = [f"{part}-{what}.gz" for part in ("train", "test") for what in "xy"]
    case = job(
        "import_dataset",
        scripts=scripts,
        input={"files": [f"raw/{name}.verified" for name in names], "code": []},
        output={"images": "images.fits", "summary": "dataset.json"},
        params={
            "dataset": {"source": "tiny_idx", "options": {}, "selection": {}},
            "local": None,
        },
    )
    raw = case.folder / "raw"
    raw.mkdir()
    for name in names:
        images = np.random.default_rng(0).integers(0, 256, (12, 4, 4), np.uint8)
        write_idx(raw / name, images if "x" in name else LABELS.astype(np.uint8))
        (raw / f"{name}.verified").touch()
    declare(scripts, raw, names)
    return case, scripts, names


def declare(scripts, raw, names):
    files = [
        {
            "name": name,
            "urls": [],
            "sha256": hashlib.sha256((raw / name).read_bytes()).hexdigest(),
        }
        for name in names
    ]
    text = SOURCE.format(files=files)
    (scripts / "galaxybench/datasets/tiny_idx.py").write_text(text)


def other_content(content):
    """A valid file of the same size with other pixels."""
    changed = bytearray(content)
    changed[-20] ^= 1
    return bytes(changed)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (other_content, ["has changed since it was downloaded", "expected sha256"]),
        (half, ["has changed since it was downloaded", "expected sha256"]),
        (lambda content: b"", ["has changed since it was downloaded", "(0 bytes)"]),
        (lambda content: POINTER, LFS),
    ],
    ids=["same size", "cut", "empty", "pointer"],
)
def test_a_raw_file_is_what_its_source_declares(import_idx, damage, says):
    """`.verified` proves the past alone."""
    case, _, names = import_idx
    file = case.folder / "raw" / names[0]
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    cure = [] if says is LFS else [f"delete raw/{names[0]}.verified"]
    case.refused(f"raw/{names[0]}", *says, *cure)
    file.write_bytes(whole)
    case.passes()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (half, "is truncated or not a gzip file"),
        (lambda content: content[:-4], "is truncated or not a gzip file"),
        (lambda content: gzip.compress(b"\0\0\x08\3"), "truncated in its header"),
        (lambda content: gzip.compress(b"hello"), "is not an IDX file"),
        (lambda content: b"hello", "is truncated or not a gzip file"),
    ],
)
def test_a_raw_file_that_was_published_damaged(import_idx, damage, says):
    case, scripts, names = import_idx
    file = case.folder / "raw" / names[0]
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    declare(scripts, file.parent, names)
    case.refused(f"raw/{names[0]}", says)
    file.write_bytes(whole)
    declare(scripts, file.parent, names)
    case.passes()
