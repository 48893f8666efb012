"""The written parts: nothing lost, nothing changed, nothing leaking."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from galaxybench.images import vote_columns
from galaxybench.images.fits import (
    content_hashes,
    open_cube,
    read_catalog,
    read_classes,
    read_labels,
    read_provenance,
    write_cube,
)
from galaxybench.preparation import assignment
from galaxybench.preparation.splitting import LeakError, leak_report, split_dataset

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
CLASSES = ["Round", "Spiral", "Merger"]
HOLDOUT = {
    "method": "holdout",
    "test": 0.2,
    "valid": 0.2,
    "seed": 1001,
    "group_radius_arcsec": 60.0,
    "train_fraction": 1.0,
    "min_class_count": 0,
}


def dataset(path, images=120, seed=0, **columns):
    """Write an imported data set: 9 x 8 px, three classes, rows 4 and 5 are equal."""
    rng = np.random.default_rng(seed)
    cube = rng.integers(0, 256, (images, 9, 8, 3), dtype=np.uint8)
    cube[5] = cube[4]
    catalog = Table({"source_index": np.arange(images) + 1000, **columns})
    catalog["content"] = content_hashes(cube)
    header = {"source": "made", "sha256": "ab" * 32, "SIMULATED": "T"}
    labels = np.arange(images) % 3
    write_cube(path, [cube], cube.shape, labels, catalog, CLASSES, header)
    return cube


def divide(tmp_path, split=HOLDOUT, name="holdout"):
    outputs = {part: tmp_path / name / f"{part}.fits" for part in assignment.PARTS}
    summary = tmp_path / name / "split.json"
    split_dataset(tmp_path / "images.fits", split, outputs, summary)
    return outputs, json.loads(summary.read_text())


def test_the_parts_hold_every_image_once_and_unchanged(tmp_path):
    cube = dataset(tmp_path / "images.fits", ra=np.arange(120.0), dec=np.zeros(120))
    outputs, summary = divide(tmp_path)
    rows = []
    for part, path in outputs.items():
        catalog = read_catalog(path)
        own = np.asarray(catalog["source_index"]) - 1000
        np.testing.assert_array_equal(open_cube(path), cube[own])
        np.testing.assert_array_equal(read_labels(path), own % 3)
        np.testing.assert_array_equal(catalog["ra"], own)
        assert list(catalog["content"]) == content_hashes(cube[own])
        assert {"split_group"} <= set(catalog.colnames)
        assert read_classes(path) == CLASSES
        provenance = read_provenance(path)
        assert provenance["source"] == "made" and provenance["sha256"] == "ab" * 32
        assert provenance["SIMULATED"] == "T"
        assert provenance["split_part"] == part
        assert provenance["split_method"] == "holdout"
        assert provenance["split_seed"] == "1001"
        assert summary["images"][part] == len(own)
        assert list(summary["counts"][part].values()) == [
            int(np.sum(own % 3 == label)) for label in range(3)
        ]
        rows.extend(own)
    assert sorted(rows) == list(range(120))
    assert summary["leak_report"] == {"shared_groups": 0, "shared_images": 0}
    assert summary["groups"] == 119 and summary["largest_group"] == 2
    assert summary["group_warning"] is None
    assert summary["conflicts"] == 2  # rows 4 and 5 have different labels
    [names] = summary["conflicting"]
    assert names == [f"{1000 + row} ({CLASSES[row % 3]})" for row in (4, 5)]
    assert summary["method"] == "holdout" and summary["seed"] == 1001
    assert summary["options"] == HOLDOUT
    assert summary["classes"] == CLASSES
    assert len(set(summary["rows_sha256"].values())) == 3


@pytest.mark.parametrize(
    "split", [HOLDOUT, HOLDOUT | {"method": "kfold", "folds": 4, "fold": 1}]
)
def test_a_group_of_half_the_images_is_a_warning(tmp_path, split, caplog):
    group = np.where(np.arange(120) < 60, 7, -1)
    dataset(tmp_path / "images.fits", group=group)
    _, summary = divide(tmp_path, split)
    assert "60 of 120 images" in summary["group_warning"]
    assert "check the column `group`" in summary["group_warning"]
    assert summary["group_warning"] in caplog.text


@pytest.mark.filterwarnings("error")
def test_the_source_studies_can_read_the_parts(tmp_path):
    dataset(tmp_path / "images.fits")
    outputs, _ = divide(tmp_path)
    with fits.open(outputs["train"], checksum=True) as hdul:
        assert hdul[0].data.shape[1:] == (9, 8, 3)
        assert len(hdul[0].data) == len(hdul[1].data) == len(hdul[2].data)


def test_equal_seeds_give_equal_files(tmp_path):
    dataset(tmp_path / "images.fits")
    first, one = divide(tmp_path, name="a")
    again, two = divide(tmp_path, name="b")
    other, three = divide(tmp_path, HOLDOUT | {"seed": 2}, name="c")
    for part in assignment.PARTS:
        assert first[part].read_bytes() == again[part].read_bytes()
        assert one["rows_sha256"][part] != three["rows_sha256"][part]
    assert one == two


@pytest.mark.parametrize("leak", ["image", "group"])
def test_a_leak_is_an_error_and_nothing_is_left(tmp_path, monkeypatch, leak):
    group = np.arange(120)
    group[[10, 11]] = 10
    dataset(tmp_path / "images.fits", group=group)
    pair = {"image": (4, 5), "group": (10, 11)}[leak]
    plan = assignment.assign

    def leaking(labels, groups, *arguments, **options):
        honest = plan(labels, groups, *arguments, **options)
        rows = honest.rows
        rows["train"] = np.setdiff1d(np.r_[rows["train"], pair[0]], pair[1])
        rows["test"] = np.setdiff1d(np.r_[rows["test"], pair[1]], pair[0])
        rows["valid"] = np.setdiff1d(rows["valid"], pair)
        return honest

    monkeypatch.setattr(assignment, "assign", leaking)
    shared = "1 groups and 1 images" if leak == "image" else "1 groups and 0 images"
    with pytest.raises(LeakError, match=shared):
        divide(tmp_path)
    assert list((tmp_path / "holdout").iterdir()) == []


def test_the_leak_report_looks_at_pixels_not_at_claims(tmp_path):
    paths = {}
    for part in ("train", "test"):
        paths[part] = tmp_path / f"{part}.fits"
        cube = np.full((3, 2, 2, 1), 7, np.uint8)
        catalog = Table(
            {
                "source_index": np.arange(3),
                "content": [f"{part} {row}" for row in range(3)],
                "split_group": np.arange(3) + (10 if part == "test" else 0),
            }
        )
        write_cube(paths[part], [cube], cube.shape, [0, 0, 0], catalog, ["a"], {})
    assert leak_report(paths) == {"shared_groups": 0, "shared_images": 1}


def test_without_pixels_every_image_is_a_test_image(tmp_path):
    labels = np.array([0, 2, 2, 0])
    catalog = Table({"source_index": np.arange(4), "group": [3, 3, -1, -1]})
    header = {"source": "predictions"}
    write_cube(tmp_path / "images.fits", (), (4,), labels, catalog, CLASSES, header)
    split = HOLDOUT | {"method": "predefined", "min_class_count": 0}
    paths, summary = divide(tmp_path, split, "own")
    assert [len(read_labels(paths[part])) for part in assignment.PARTS] == [0, 0, 4]
    assert read_labels(paths["test"]).tolist() == labels.tolist()
    assert read_catalog(paths["test"])["split_group"].tolist() == [0, 0, 1, 2]
    assert summary["leak_report"] == {"shared_groups": 0, "shared_images": None}
    assert (summary["classes"], summary["largest_group"]) == (CLASSES, 2)


def test_folds_test_every_image_once(tmp_path):
    dataset(tmp_path / "images.fits")
    split = HOLDOUT | {"method": "kfold", "folds": 3}
    del split["test"]
    tested = []
    for fold in range(3):
        outputs, summary = divide(tmp_path, split | {"fold": fold}, f"cv3-fold{fold}")
        tested.extend(read_catalog(outputs["test"])["source_index"] - 1000)
        assert read_provenance(outputs["test"])["split_fold"] == str(fold)
        assert summary["leak_report"] == {"shared_groups": 0, "shared_images": 0}
    assert sorted(tested) == list(range(120))


def test_predefined_with_a_duplicate_between_train_and_test(tmp_path):
    part = np.where(np.arange(120) < 90, "train", "test")
    part[5] = "test"  # and row 4, the same image, is in train
    dataset(tmp_path / "images.fits", part=part)
    split = {"method": "predefined", "valid": 0.2, "seed": 1}
    outputs, summary = divide(tmp_path, split)
    assert summary["dropped"]["dropped_from_train"] == [4]
    assert summary["images"] == {"train": 70, "valid": 18, "test": 31}
    assert set(read_catalog(outputs["test"])["part"]) == {"test"}
    assert summary["leak_report"] == {"shared_groups": 0, "shared_images": 0}


def test_predefined_with_valid_images_of_its_own(tmp_path):
    part = np.repeat(["train", "valid", "test"], 40)
    part[5] = "valid"  # and row 4, the same image, is in train
    dataset(tmp_path / "images.fits", part=part)
    _, summary = divide(tmp_path, {"method": "predefined", "valid": 0.2, "seed": 1})
    assert summary["images"] == {"train": 38, "valid": 41, "test": 40}
    assert summary["dropped"]["dropped_from_train"] == [4]
    assert summary["dropped"]["dropped_from_valid"] == []
    assert summary["group_warning"] is None
    assert summary["leak_report"] == {"shared_groups": 0, "shared_images": 0}


def test_a_dropped_class_is_gone_from_files_and_recorded(tmp_path):
    images = 60
    cube = np.random.default_rng(0).integers(0, 256, (images, 4, 4, 1), dtype=np.uint8)
    labels = np.r_[np.zeros(30, int), [1, 1], np.full(28, 2)]
    catalog = Table({"source_index": np.arange(images)})
    shares = np.full((images, 3), 0.2)
    shares[np.arange(images), labels] = 0.6
    vote_columns.put(catalog, shares, np.full(images, 20))
    path, known = tmp_path / "images.fits", {"votes": "{}"}
    write_cube(path, [cube], cube.shape, labels, catalog, CLASSES, known)
    with pytest.raises(
        ValueError, match="'Spiral' is too small to split: it has 2 images"
    ):
        divide(tmp_path)
    outputs, summary = divide(tmp_path, HOLDOUT | {"min_class_count": 5})
    assert summary["dropped"]["dropped_classes"] == {"Spiral": 2}
    for part_path in outputs.values():
        assert read_classes(part_path) == ["Round", "Merger"]
        assert set(read_labels(part_path)) == {0, 1}
        left = vote_columns.shares_of(read_catalog(part_path), known)
        np.testing.assert_allclose(left.max(axis=1), 0.75)
        np.testing.assert_array_equal(left.argmax(axis=1), read_labels(part_path))
        votes = vote_columns.counts_of(read_catalog(part_path), known)
        np.testing.assert_allclose(votes, 16)


def test_the_images_are_never_in_memory_at_once(tmp_path):
    """400 MB are written and split where 150 MB of memory can be had."""
    code = """
import pathlib, re, resource, sys
import numpy as np
from astropy.table import Table
from galaxybench.images.fits import write_cube
from galaxybench.preparation.splitting import PARTS, split_dataset
used = re.search(r"VmData:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())
limit = int(used[1]) * 1024 + 150 * 2**20
resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
folder = pathlib.Path(sys.argv[1])
rows = np.arange(2000)
def batches():
    for start in range(0, 2000, 50):
        batch = np.zeros((50, 256, 256, 3), np.uint8)
        batch[:, 0, 0, :2] = np.stack(np.divmod(rows[start : start + 50], 256), 1)
        yield batch
catalog = Table({"source_index": rows})
shape = (2000, 256, 256, 3)
write_cube(folder / "images.fits", batches(), shape, rows % 3, catalog, list("abc"), {})
parts = {part: folder / part for part in PARTS}
split = {"method": "holdout", "test": 0.2, "valid": 0.2, "seed": 1}
split_dataset(folder / "images.fits", split, parts, folder / "split.json")
"""
    environment = os.environ | {"PYTHONPATH": str(SCRIPTS), "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", code, tmp_path], env=environment, check=True)
    assert json.loads((tmp_path / "split.json").read_text())["images"]["test"] == 400


@pytest.mark.real_data
def test_real_galaxies_are_divided_without_leaks(tmp_path, shared_data):
    h5py = pytest.importorskip("h5py")
    with h5py.File(shared_data / "real" / "galaxyzoo_5class_69px.h5") as file:
        cube, labels = file["images"][:], file["ans"][:].astype(np.int64)
    catalog = Table({"source_index": np.arange(len(cube))})
    catalog["content"] = content_hashes(cube)
    names = [f"class {label}" for label in range(5)]
    path = tmp_path / "images.fits"
    write_cube(path, [cube], cube.shape, labels, catalog, names, {"source": "real"})
    outputs, summary = divide(tmp_path)
    assert sum(summary["images"].values()) == 3277
    assert summary["leak_report"] == {"shared_groups": 0, "shared_images": 0}
    assert min(min(counts.values()) for counts in summary["counts"].values()) >= 4
