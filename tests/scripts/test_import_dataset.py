import json
from pathlib import Path

import h5py
import numpy as np
import pytest

from galaxybench.datasets import galaxy10_sdss
from galaxybench.download.checksums import checksum
from galaxybench.images import fits
from tests.helpers.script_setup import run_script


@pytest.fixture
def galaxies(tmp_path):
    path = tmp_path / "raw" / "galaxy10_sdss" / "Galaxy10.h5"
    path.parent.mkdir(parents=True)
    with h5py.File(path, "w") as file:
        file["images"] = np.arange(12 * 27, dtype=np.uint8).reshape(12, 3, 3, 3)
        file["ans"] = np.arange(12) % 10
    return path


def run(folder, source, options, selection, files=(), local=None):
    output = {"images": folder / "images.fits", "summary": folder / "dataset.json"}
    dataset = {"source": source, "options": options, "selection": selection}
    run_script(
        "import_dataset",
        input={"files": list(files)},
        output={key: str(path) for key, path in output.items()},
        params={"dataset": dataset, "local": local},
        log=[str(folder / "job.log")],
    )
    return output["images"], json.loads(output["summary"].read_text())


def test_local_files_are_imported(tmp_path, galaxies):
    options = {
        "path": str(galaxies),
        "classes": None,
        "images": "images",
        "labels": "ans",
        "nan": "refuse",
    }
    chosen, local = {"keep_classes": [0, 1]}, checksum(galaxies, "sha256")
    cube, summary = run(tmp_path, "hdf5", options, chosen, local=local)
    assert summary["counts"] == {"class 0": 2, "class 1": 2}
    assert fits.read_catalog(cube)["source_index"].tolist() == [0, 1, 10, 11]
    with pytest.raises(ValueError, match="Galaxy10.h5 changed after this import"):
        run(tmp_path, "hdf5", options, chosen, local="0" * 64)


def test_downloads_are_found_beside_their_markers(tmp_path, galaxies, monkeypatch):
    monkeypatch.setattr(galaxy10_sdss, "SHAPE", [12, 69, 69, 3])
    marker = Path(f"{galaxies}.verified")
    [declared] = galaxy10_sdss.FILES
    marker.touch()
    right = checksum(galaxies, "sha256")
    monkeypatch.setitem(declared, "sha256", right)
    cube, summary = run(tmp_path, "galaxy10_sdss", {}, {}, files=[marker])
    assert summary["classes"] == galaxy10_sdss.CLASSES
    monkeypatch.setitem(declared, "sha256", "0" * 64)
    with pytest.raises(ValueError, match=f"expected sha256 0000.*got {right}"):
        run(tmp_path, "galaxy10_sdss", {}, {}, files=[marker])
    galaxies.unlink()
    with pytest.raises(FileNotFoundError, match="delete .*verified"):
        run(tmp_path, "galaxy10_sdss", {}, {}, files=[marker])
