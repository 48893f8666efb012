import hashlib
import json
from pathlib import Path

import h5py
import numpy as np
import pytest

from galaxybench.datasets import mnist
from galaxybench.images import fits
from galaxybench.preparation.importing import data_files, import_dataset

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 8, 6, 3), np.uint8)
PIXELS[7] = PIXELS[3]
LABELS = np.arange(20) % 3


@pytest.fixture
def options(tmp_path):
    path = tmp_path / "galaxies.h5"
    with h5py.File(path, "w") as file:
        file["images"], file["ans"] = PIXELS, LABELS
        file["ra"], file["dec"] = np.linspace(0, 90, 20), np.full(20, np.nan)
    return {
        "path": str(path),
        "classes": ["round", "spiral", "edge-on"],
        "images": "images",
        "labels": "ans",
        "nan": "refuse",
    }


@pytest.fixture
def imported(tmp_path, options):
    """Import with a selection; gives the cube's path and the summary."""

    def import_(planned=None, **selection):
        cube, summary = tmp_path / "d" / "images.fits", tmp_path / "d" / "dataset.json"
        import_dataset("hdf5", [], options, selection, cube, summary, planned)
        return cube, json.loads(summary.read_text())

    return import_


def content(image):
    return hashlib.blake2b(image.tobytes(), digest_size=16).hexdigest()


def test_pixels_labels_and_catalog_arrive(imported):
    cube, _ = imported()
    np.testing.assert_array_equal(fits.open_cube(cube), PIXELS)
    np.testing.assert_array_equal(fits.read_labels(cube), LABELS)
    catalog = fits.read_catalog(cube)
    assert catalog["content"].tolist() == [content(image) for image in PIXELS]
    assert catalog["ra"][19] == 90 and np.isnan(catalog["dec"]).all()
    assert fits.read_provenance(cube)["source"] == "hdf5"


def test_batches_of_any_size_give_the_same_file(imported, monkeypatch):
    whole = imported()[0].read_bytes()
    monkeypatch.setattr("galaxybench.preparation.importing.BATCH_IMAGES", 3)
    assert imported()[0].read_bytes() == whole
    monkeypatch.setattr("galaxybench.preparation.importing.BATCH_BYTES", 1)
    assert imported()[0].read_bytes() == whole


def test_the_summary_says_what_is_there(imported):
    _, summary = imported()
    assert summary["images"] == 20 and summary["shape"] == [8, 6, 3]
    assert summary["counts"] == {"round": 7, "spiral": 7, "edge-on": 6}
    # Rows 3 and 7 are equal, and in two classes.
    assert summary["duplicates"] == 1 and summary["conflicts"] == 2
    assert summary["conflicting"] == [["3 (round)", "7 (spiral)"]]
    assert summary["repeated"] == []
    assert summary["provenance"]["file"] == "galaxies.h5"


def test_the_checksum_follows_pixels_labels_and_classes(imported, options):
    first = imported()[1]["sha256"]
    assert imported()[1]["sha256"] == first
    options["classes"] = ["round", "spiral", "edge on"]
    assert imported()[1]["sha256"] != first
    options["classes"] = ["round", "spiral", "edge-on"]
    for key, change in (("images", 1), ("ans", 1)):
        with h5py.File(options["path"], "r+") as file:
            file[key][0] = file[key][0] + change
        changed = imported()[1]["sha256"]
        assert changed != first
        first = changed


def test_files_that_changed_since_planning_are_refused(imported, options, tmp_path):
    planned = hashlib.sha256(Path(options["path"]).read_bytes()).hexdigest()
    assert imported(planned)
    (tmp_path / "d/images.fits").unlink()
    with h5py.File(options["path"], "r+") as file:
        file["images"][0] = 0
    with pytest.raises(ValueError, match="galaxies.h5 changed after this import"):
        imported(planned)
    assert not (tmp_path / "d/images.fits").exists()


def test_selections_are_applied(imported):
    cube, summary = imported(keep_classes=["spiral", "round"], limit=6, resize=4)
    assert fits.open_cube(cube).shape == (6, 4, 4, 3)
    assert summary["counts"] == {"spiral": 3, "round": 3}
    rows = fits.read_catalog(cube)["source_index"]
    assert fits.read_labels(cube).tolist() == [1 - LABELS[row] for row in rows]


def test_repeated_class_names_are_refused(imported, options):
    options["classes"] = ["round", "round", "spiral"]
    with pytest.raises(ValueError, match="hdf5 galaxies.h5: class names must differ"):
        imported()


def test_a_failure_leaves_no_output(imported, tmp_path, monkeypatch):
    def fail(images):
        raise OSError("disk on fire")

    monkeypatch.setattr("galaxybench.images.fits.content_hashes", fail)
    with pytest.raises(OSError, match="disk on fire"):
        imported()
    assert list((tmp_path / "d").iterdir()) == []


def test_spaces_around_class_names_do_not_count(imported, options):
    options["classes"] = ["round ", " spiral", "edge-on"]
    cube, summary = imported()
    assert fits.read_classes(cube) == summary["classes"]
    assert summary["classes"] == ["round", "spiral", "edge-on"]
    options["classes"] = ["round", "round ", "spiral"]
    with pytest.raises(ValueError, match="hdf5 galaxies.h5: class names must differ"):
        imported()


def test_header_and_summary_name_source_and_selection(imported, options):
    merged = {"élan": ["round", 1], "none": ["edge-on"]}
    cube, summary = imported(merge_classes=merged, limit=9, resize=None)
    provenance = fits.read_provenance(cube)
    assert provenance == summary["provenance"]
    assert json.loads(provenance["merge_classes"]) == merged
    assert provenance["limit"] == "9" and "resize" not in provenance
    file = hashlib.sha256(Path(options["path"]).read_bytes())
    assert provenance["sha256"] == file.hexdigest()


# Downloaded files and their markers


def test_files_are_those_that_the_source_declares(tmp_path, monkeypatch):
    files = [{"name": name, "sha256": sha256(name)} for name in ("b.gz", "a.gz")]
    monkeypatch.setattr(mnist, "FILES", files)
    for file in files:
        (tmp_path / file["name"]).write_text(file["name"])
    markers = [str(tmp_path / f"{file['name']}.verified") for file in files]
    expected = [tmp_path / file["name"] for file in files]
    assert data_files("mnist", markers) == expected
    (tmp_path / "a.gz").write_text("A.gz")  # the same size
    with pytest.raises(ValueError, match="a.gz has changed since it was downloaded"):
        data_files("mnist", markers)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()
