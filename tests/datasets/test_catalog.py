"""A table beside images: classes, rows that are left out, and the real layouts."""

import json
import shutil
from pathlib import Path

import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from astropy.io import fits
from astropy.table import Table

from galaxybench.datasets import catalog, npz
from galaxybench.images.undefined import filled
from galaxybench.workflow.data_inputs import DatasetInputs
from tests.helpers.catalogs import (
    FIRST_ID,
    PIXELS,
    opened_folder,
    options,
    write_catalog,
)
from tests.helpers.workflow_setup import wildcards

SAMPLE, REAL_SIZE = 60, 64
VOTES = "t01_smooth_or_features_"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    write_catalog(tmp_path)
    monkeypatch.chdir(tmp_path)


def opened(**given):
    return catalog.open_source([], options(**given))


def test_rows_labels_and_columns_belong_together():
    images = opened(id="objid")
    assert images.classes == ["E0", "E3", "Sa", "Sb"]
    assert images.labels.tolist() == [2, 0, 3, 1] * 3
    assert images.catalog["objid"].tolist() == [FIRST_ID + row for row in range(12)]
    assert images.catalog["z"].dtype == float
    np.testing.assert_array_equal(images.read(np.arange(12)), PIXELS)
    known = images.provenance
    assert (known["table"], known["images"], known["label"]) == (
        "cat.csv", "thumbs", "type",
    )  # fmt: skip
    assert images.warnings() == []
    expected = [
        "source_index",
        "objid",
        "name",
        "type",
        "number",
        "smooth",
        "z",
        "file",
    ]
    assert images.catalog.colnames == expected
    assert images.catalog["file"].tolist() == images.catalog["name"].tolist()


def test_a_column_file_of_another_meaning_is_kept_under_another_name(tmp_path):
    write_catalog(tmp_path, file=[f"f{row}" for row in range(12)])
    images = opened()
    assert images.catalog["file_table"][3] == "f3"
    assert images.catalog["file"].tolist() == images.catalog["name"].tolist()
    [warning] = images.warnings()
    assert "has a column 'file', which is not the option `file`" in warning
    write_catalog(tmp_path, file=["f"] * 12, file_table=["g"] * 12)
    with pytest.raises(ValueError, match="the column 'file_table'.*rename the column"):
        opened()


@pytest.mark.parametrize("array", [False, True])
def test_rows_that_are_left_out_are_said(array):
    where = {}
    if array:
        np.save("a.npy", PIXELS)
        where = {"images": "a.npy", "file": None}
    write_catalog(Path.cwd(), type=["Sa", "E0", "", "X"] * 3)
    classes = {"spiral": ["S*"], "elliptical": ["E*"]}
    left = {"missing": "drop", "others": "drop"}
    images = opened(classes=classes, **left, **where)
    rows = np.array([0, 1, 4, 5, 8, 9])
    assert images.catalog["source_index"].tolist() == rows.tolist()
    assert images.labels.tolist() == [1, 0] * 3
    np.testing.assert_array_equal(images.read(np.array([1, 2, 5])), PIXELS[[1, 4, 9]])
    assert images.provenance["missing"] == "3 rows without a label"
    assert images.provenance["others"].startswith("3 rows that fit no class")
    assert json.loads(images.provenance["classes"]) == classes
    first, second = images.warnings()
    assert "cat.csv: left out: 3 rows without a label (row 2 (line 4), " in first
    assert "the type 'X' (3)" in second


def test_nothing_left_is_refused():
    write_catalog(Path.cwd(), smooth=[""] * 11 + ["0.9"])
    Path("thumbs/g11.png").unlink()
    classes = {"smooth": "smooth > 0.8", "other": "z > 100"}
    with pytest.raises(ValueError, match="classes.other: no row"):
        opened(classes=classes, label=None, missing="drop", others="drop")
    classes["other"] = "z > 1.1 and smooth < 0.8"
    write_catalog(Path.cwd(), smooth=[""] * 10 + ["0.1", "0.9"])
    for name in ("g10.png", "g11.png"):
        Path("thumbs", name).unlink()
    classes["other"] = "smooth < 0.2"
    with pytest.raises(ValueError, match="no row is left: 2 rows without an image"):
        opened(classes=classes, label=None, missing="drop", others="drop")


@pytest.mark.parametrize("name", ["cat.csv", "thumbs/g3.png", "a.npy"])
def test_files_that_change_during_the_import_are_refused(name, monkeypatch):
    where = {}
    if name == "a.npy":
        np.save(name, PIXELS)
        where = {"images": name, "file": None}
    read = catalog.read_checksums

    def read_and_change(files):
        found = read(files)
        Path(name).write_bytes(Path(name).read_bytes() + b"\n")
        return found

    monkeypatch.setattr(catalog, "read_checksums", read_and_change)
    with pytest.raises(ValueError, match=f"{name} changed while"):
        opened(**where).read(np.arange(12))


def test_the_files_are_those_that_were_planned():
    given = {"source": "catalog"} | options()
    planned = DatasetInputs({"datasets": {"mine": given}})
    assert (
        planned.local_files(wildcards(dataset="mine")) == opened().provenance["sha256"]
    )
    assert planned.downloads(wildcards(dataset="mine")) == []


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("classes", "counts"),
    [
        ({"spiral": ["S*"], "elliptical": ["E*"]}, {"elliptical": 279, "spiral": 221}),
        (
            {
                "smooth": f"{VOTES}a01_smooth_fraction > 0.8",
                "featured": f"{VOTES}a02_features_or_disk_fraction > 0.5",
            },
            {"featured": 103, "smooth": 292},
        ),
    ],
)
def test_galaxy_zoo_2(classes, counts, shared_data):
    place = shared_data / "real/catalogs/gz2_500"
    label = "gz2_class" if "spiral" in classes else None
    images = opened(
        table=str(place / "catalog.csv"), images=str(place / "thumbs"),
        file="{asset_id}.jpg", label=label, classes=classes, id="dr7objid", size=69,
        others="drop",
    )  # fmt: skip
    found = np.bincount(images.labels).tolist()
    assert dict(zip(images.classes, found, strict=True)) == counts
    assert images.catalog["dr7objid"].dtype == np.int64
    assert 587732578312454276 in images.catalog["dr7objid"].tolist()
    assert images.read(np.array([0, 99])).std() > 5


@pytest.fixture(scope="module")
def sample(shared_data, tmp_path_factory):
    """Sixty galaxies as image_folder reads them, and the same in one flat folder."""
    place = shared_data / "real/galaxyzoo_256px"
    whole = opened_folder(place, REAL_SIZE)
    rows = np.linspace(0, len(whole) - 1, SAMPLE).astype(int)
    flat = tmp_path_factory.mktemp("sample") / "flat"
    flat.mkdir()
    names = []
    for file in whole.catalog["file"][rows]:
        names.append(file.replace("/", " # "))
        shutil.copy(place / file, flat / names[-1])
    kinds = [whole.classes[label] for label in whole.labels[rows]]
    table = {"name": names, "kind": kinds, "id": FIRST_ID + np.arange(SAMPLE)}
    return flat, Table(table), whole.labels[rows], whole.read(rows), whole.classes


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "options_of_writer"),
    [
        ("t.csv", {"format": "ascii.csv"}),
        ("t.tsv", {"format": "ascii.tab"}),
        ("t.ecsv", {}),
        ("t.fits", {}),
        ("t.vot", {"format": "votable"}),
    ],
)
def test_a_table_and_a_flat_folder_are_the_folder_of_classes(
    sample, name, options_of_writer
):
    flat, table, labels, pixels, classes = sample
    table.write(name, **options_of_writer)
    given = {"file": "name", "label": "kind", "id": "id", "size": REAL_SIZE}
    images = opened(table=name, images=str(flat), **given)
    assert images.classes == classes
    np.testing.assert_array_equal(images.labels, labels)
    np.testing.assert_array_equal(images.read(np.arange(SAMPLE)), pixels)
    np.testing.assert_array_equal(images.catalog["id"], table["id"])


@pytest.mark.real_data
def test_parquet_files_are_the_folder_of_classes(sample):
    flat, table, labels, pixels, classes = sample
    column = [{"bytes": (flat / n).read_bytes(), "path": n} for n in table["name"]]
    feature = {"names": classes, "_type": "ClassLabel"}
    about = json.dumps({"info": {"features": {"label": feature}}})
    Path("shards").mkdir()
    for part, rows in {"test": slice(40, 60), "train": slice(0, 40)}.items():
        arrow = pa.table({"image": column[rows], "label": labels[rows].tolist()})
        arrow = arrow.replace_schema_metadata({"huggingface": about})
        path = f"shards/{part}-00000-of-00001.parquet"
        pq.write_table(arrow, path, row_group_size=7)
    images = opened(
        table="shards", images=None, file=None, label="label", size=REAL_SIZE
    )
    order = np.r_[40:60, 0:40]
    assert images.classes == classes
    assert images.catalog["part"].tolist() == ["test"] * 20 + ["train"] * 40
    np.testing.assert_array_equal(images.labels, labels[order])
    np.testing.assert_array_equal(images.read(np.arange(SAMPLE)), pixels[order])


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["i.npy", "i.npz", "i.fits"])
def test_an_array_is_the_folder_of_classes(sample, name):
    _, table, labels, pixels, classes = sample
    table.write("t.csv")
    if name == "i.npy":
        np.save(name, np.moveaxis(pixels, -1, 1))
    elif name == "i.npz":
        np.savez_compressed(name, pixels)
    else:
        fits.writeto(name, pixels)
    images = opened(table="t.csv", images=name, file=None, label="kind")
    assert images.classes == classes
    np.testing.assert_array_equal(images.labels, labels)
    np.testing.assert_array_equal(images.read(np.arange(SAMPLE)), pixels)


@pytest.mark.real_data
def test_medmnist_is_the_folder_of_classes(sample):
    _, _, labels, pixels, classes = sample
    pieces = {"train": slice(0, 30), "val": slice(30, 40), "test": slice(40, 60)}
    arrays = {f"{part}_images": pixels[rows] for part, rows in pieces.items()}
    arrays |= {f"{part}_labels": labels[rows, None] for part, rows in pieces.items()}
    np.savez("m.npz", **arrays)
    given = {
        "path": "m.npz",
        "classes": classes,
        "images": "images",
        "labels": "labels",
    }
    images = npz.open_source([], given)
    np.testing.assert_array_equal(images.labels, labels)
    np.testing.assert_array_equal(images.read(np.arange(SAMPLE)), pixels)


@pytest.mark.parametrize("name", ["i.npy", "i.npz", "i.fits", "i.h5"])
def test_an_array_of_fluxes_is_filled_as_nan_says(name):
    fluxes = np.random.default_rng(1).normal(size=(12, 12, 12, 5)).astype(">f4")
    fluxes[3, 4, 5, 0] = np.nan
    if name == "i.npy":
        np.save(name, fluxes)
    elif name == "i.npz":
        np.savez(name, fluxes)
    elif name == "i.h5":
        h5py.File(name, "w").create_dataset("images", data=fluxes).file.close()
    else:
        fits.writeto(name, fluxes)
    images = opened(images=name, file=None, nan="zero")
    assert (images.dtype, images.shape, images.nan) == (np.float32, (12, 12, 5), "zero")
    found = filled(images).read(np.arange(12))
    np.testing.assert_array_equal(found, np.nan_to_num(fluxes, nan=0))


@pytest.mark.real_data
def test_alerts_of_two_objects_are_two_groups(shared_data):
    """39 triplets of signed fluxes with a catalogue of 82 columns."""
    place = shared_data / "real/catalogs/ztf_triplets"
    paths = {"table": "candidates.csv", "images": "triplets.npy"}
    given = {key: str(place / name) for key, name in paths.items()}
    images = opened(**given, file=None, label="label", group="objectId")
    assert images.shape == (63, 63, 3) and images.dtype == np.float64
    assert images.classes == ["0", "1"] and len(images) == 39
    assert len(set(images.catalog["group"])) == 2
    np.testing.assert_array_equal(
        images.read(np.array([0, 38])), np.load(place / "triplets.npy")[[0, 38]]
    )
