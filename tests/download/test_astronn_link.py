import hashlib
import os
import subprocess
import sys

import h5py
import numpy as np
import pytest

from galaxybench.download.astronn_link import link

NAMES = {"galaxy10_sdss": "Galaxy10.h5", "galaxy10_decals": "Galaxy10_DECals.h5"}


@pytest.fixture
def verified(tmp_path):
    path = tmp_path / "data" / "galaxies.h5"
    path.parent.mkdir()
    rng = np.random.default_rng(0)
    with h5py.File(path, "w") as file:
        file["images"] = rng.integers(0, 256, (4, 5, 5, 3), np.uint8)
        file["ans"] = np.array([3, 1, 4, 1], np.uint8)
    return path


@pytest.fixture
def home(tmp_path, monkeypatch):
    path = tmp_path / "home"
    path.mkdir()
    monkeypatch.setenv("HOME", str(path))
    return path


@pytest.mark.parametrize("source", NAMES)
def test_the_link_is_where_astronn_looks(source, verified, home):
    path = link(source, verified)
    assert path == home / ".astroNN" / "datasets" / NAMES[source]
    assert path.samefile(verified)
    assert not path.is_symlink()
    assert link(source, verified) == path  # once more changes nothing


def test_another_file_system_gets_a_symbolic_link(verified, home, monkeypatch):
    def other_device(*args):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("pathlib.Path.hardlink_to", other_device)
    monkeypatch.chdir(verified.parent)
    relative = verified.relative_to(verified.parent)
    path = link("galaxy10_sdss", relative)
    assert path.is_symlink()
    assert path.read_bytes() == verified.read_bytes()
    assert link("galaxy10_sdss", verified) == path


def test_astronn_cannot_download_over_the_only_copy(verified, home):
    path = link("galaxy10_sdss", verified)
    assert path.stat().st_mode & 0o222 == 0


def test_another_file_is_left_alone(verified, home):
    theirs = home / ".astroNN" / "datasets" / "Galaxy10.h5"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("mine")
    with pytest.raises(FileExistsError, match="move it away"):
        link("galaxy10_sdss", verified)
    assert theirs.read_text() == "mine"
    theirs.unlink()
    theirs.symlink_to(home / "nowhere")
    with pytest.raises(FileExistsError, match="move it away"):
        link("galaxy10_sdss", verified)


def test_other_sources_have_no_loader(verified, home):
    with pytest.raises(ValueError, match="'mnist', only for galaxy10_sdss and galaxy"):
        link("mnist", verified)
    assert list(home.iterdir()) == []


# The loaders hold a file to the sha256 of the official one, a constant in their code.
# The official files are too large for a test, so the constant is replaced by that of
# the small file; all else that runs is astroNN's. Before that, each loader is seen to
# reject the small file: it does check what it reads.
READ = """
import sys
from importlib import import_module

class Download(Exception):
    pass

def no_download(url, *args, **kwargs):
    raise Download

sha256 = sys.argv[1]
for name, official in zip(sys.argv[2::2], sys.argv[3::2]):
    module = import_module(f"astroNN.datasets.{name}")
    module.urllib.request.urlretrieve = no_download
    try:
        module.load_data()
    except Download:
        print(name, "rejected the file")
    code = module.load_data.__code__
    assert official.upper() in code.co_consts, code.co_consts
    constants = [sha256 if c == official.upper() else c for c in code.co_consts]
    module.load_data.__code__ = code.replace(co_consts=tuple(constants))
    images, labels = module.load_data()
    print(name, images.shape, images.dtype, int(images.sum()), labels.tolist())
"""
LOADERS = {
    "galaxy10sdss": "969a6b1cefcc36e09fffa86febd2f699a4aa19b837ba0427f01b0bc6ded458af",
    "galaxy10": "19aefc477c41bb7f77ff07599a6b82a038dc042f889a111b0d4d98bb755c1571",
}


@pytest.mark.slow
def test_astronn_reads_through_the_links(verified, home):
    paths = [link(source, verified) for source in NAMES]
    sha256 = hashlib.sha256(verified.read_bytes()).hexdigest()
    loaders = [word for pair in LOADERS.items() for word in pair]
    done = subprocess.run(
        [sys.executable, "-c", READ, sha256, *loaders],
        env=os.environ | {"HOME": str(home), "TF_NUM_INTRAOP_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    with h5py.File(verified) as file:
        total = int(file["images"][:].sum())
    for path, loader in zip(paths, LOADERS, strict=True):
        assert f"{loader} rejected the file" in done.stdout
        assert f"{path} was found!" in done.stdout
        read = f"{loader} (4, 5, 5, 3) uint8 {total} [3, 1, 4, 1]"
        assert read in done.stdout
