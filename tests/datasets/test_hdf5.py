import hashlib

import h5py
import numpy as np
import pytest

from galaxybench.images.selection import select

CLASSES = ["a", "b", "c"]


def test_the_pixels_are_those_of_the_file(write_galaxy10, open_with_defaults):
    path = write_galaxy10()
    images = open_with_defaults("hdf5", path=str(path))
    rows = np.array([0, 3, 4, 5, 20, 22])
    with h5py.File(path) as file:
        np.testing.assert_array_equal(images.read(rows), file["images"][()][rows])


@pytest.mark.parametrize("chunks", [(8, 4, 4, 1), (1, 9, 9, 3), (23, 9, 9, 3)])
def test_chunks_of_any_shape_are_read(
    chunks, tmp_path, write_galaxy10, open_with_defaults
):
    with h5py.File(write_galaxy10()) as file:
        pixels = file["images"][()]
    path = tmp_path / "chunked.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("images", data=pixels, chunks=chunks, compression="gzip")
        file["ans"] = np.zeros(len(pixels), np.uint8)
    images = open_with_defaults("hdf5", path=str(path))
    np.testing.assert_array_equal(images.read(np.arange(2, 21)), pixels[2:21])


def test_grey_images_get_a_channel(write_galaxy10, open_with_defaults):
    path = write_galaxy10(images=np.full((23, 5, 6), 7, np.uint8))
    images = open_with_defaults("hdf5", path=str(path))
    assert images.shape == (5, 6, 1)
    assert images.read(np.array([0, 22])).shape == (2, 5, 6, 1)


@pytest.mark.parametrize(
    ("attributes", "option", "expected"),
    [
        ({}, None, ["class 0", "class 1", "class 2"]),
        ({"classes": CLASSES}, None, CLASSES),
        ({"class_names": np.array(CLASSES, "S")}, None, CLASSES),
        ({"classes": ["x", "y", "z"]}, CLASSES, CLASSES),
    ],
)
def test_class_names_come_from_the_options_the_file_or_the_labels(
    attributes, option, expected, write_galaxy10, open_with_defaults
):
    path = write_galaxy10(classes=3, attributes=attributes)
    images = open_with_defaults("hdf5", path=str(path), classes=option)
    assert images.classes == expected


def test_columns_of_numbers_and_text_are_catalogued(write_galaxy10, open_with_defaults):
    path = write_galaxy10(
        RA=np.full(23, 10.0),
        ra=None,
        name=np.array(["NGC"] * 23, "S"),
        note=["spät"] * 23,
        flag=np.ones(23, bool),
        id=np.full(23, 2**62, np.uint64),
        half=np.ones(23, np.float16),
        vectors=np.ones((23, 2)),
        other=np.ones(3),
        source_index=np.full(23, 99),
    )
    catalog = open_with_defaults("hdf5", path=str(path)).catalog
    assert set(catalog.colnames) == {
        *("source_index", "ra", "dec", "redshift", "pxscale"),
        *("name", "note", "flag", "id", "half"),
    }
    assert catalog["name"][0] == "NGC" and catalog["note"][0] == "spät"
    assert catalog["id"][0] == 2**62 and catalog["source_index"][22] == 22


def test_the_file_s_checksum_is_recorded(write_galaxy10, open_with_defaults):
    path = write_galaxy10()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    images = open_with_defaults("hdf5", path=str(path))
    assert images.provenance["sha256"] == digest


def test_keys_can_be_named(write_galaxy10, open_with_defaults):
    path = write_galaxy10(ans=None, morphology=np.zeros(23, int))
    images = open_with_defaults("hdf5", path=str(path), labels="morphology")
    assert "morphology" not in images.catalog.colnames


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"images": None}, "no images under the key 'images', only ans, dec"),
        ({"ans": None}, "no labels under the key 'ans'"),
        (
            {"images": np.ones((23, 9, 9, 3), "u2")},
            r"uint8, .*got uint16: .*np\.interp",
        ),
        ({"images": np.ones((23, 9, 9, 3), "c8")}, "got complex64"),
        ({"images": np.ones((23, 9, 9, 33), "f4")}, r"32 bands.*\(23, 9, 9, 33\)"),
        ({"images": np.ones((23, 5, 9, 9), "f4")}, r"np\.moveaxis\(images, 1, -1\)"),
        ({"images": np.ones((23, 3, 9, 9), "u1")}, r"channels.*got \(23, 3, 9, 9\)"),
        ({"images": np.ones((23, 81), "u1")}, r"got \(23, 81\)"),
        ({"ans": np.zeros(22, int)}, "22 labels for 23 images"),
        ({"ans": np.eye(23, dtype=int)}, "argmax"),
        ({"ans": np.zeros(23)}, "one integer per image.*float64"),
        ({"ans": np.full(23, -1)}, "run from -1"),
    ],
)
def test_wrong_files_are_refused(columns, message, write_galaxy10, open_with_defaults):
    path = write_galaxy10(**columns)
    with pytest.raises(ValueError, match=message) as error:
        open_with_defaults("hdf5", path=str(path))
    assert str(path) in str(error.value)


def test_labels_beyond_the_classes_are_refused(write_galaxy10, open_with_defaults):
    path = write_galaxy10(classes=10)
    with pytest.raises(ValueError, match="from 0 to 9, but there are 3 classes"):
        open_with_defaults("hdf5", path=str(path), classes=CLASSES)


def test_missing_and_foreign_files_are_named(tmp_path, open_with_defaults):
    path = tmp_path / "some.h5"
    with pytest.raises(FileNotFoundError, match="some.h5"):
        open_with_defaults("hdf5", path=str(path))
    path.write_text("no HDF5")
    with pytest.raises(ValueError, match="some.h5 cannot be read as an HDF5 file"):
        open_with_defaults("hdf5", path=str(path))


@pytest.mark.real_data
def test_real_galaxies(shared_data, open_with_defaults):
    path = shared_data / "real" / "galaxyzoo_5class_69px.h5"
    images = open_with_defaults("hdf5", path=str(path))
    assert (len(images), images.shape) == (3277, (69, 69, 3))
    assert images.classes[4] == "disk face-on"
    assert np.bincount(images.labels).tolist() == [566, 540, 25, 355, 1791]
    assert "GalaxyID" in images.catalog.colnames
    assert images.read(np.array([0, 3276])).std() > 1


@pytest.mark.real_data
def test_real_galaxies_in_the_layout_of_galaxy10(shared_data, open_with_defaults):
    path = shared_data / "real" / "galaxy10_layout_1822.h5"
    images = open_with_defaults("hdf5", path=str(path))
    counts = [23, 746, 755, 145, 103, 5, 20, 5, 9, 11]
    assert np.bincount(images.labels).tolist() == counts
    assert {"source", "source_id", "vote"} <= set(images.catalog.colnames)


@pytest.mark.real_data
def test_real_alerts_are_fluxes(shared_data, tmp_path, open_with_defaults):
    triplets = np.load(shared_data / "real/catalogs/ztf_triplets/triplets.npy")
    path = tmp_path / "ztf.h5"
    with h5py.File(path, "w") as file:
        file["images"], file["ans"] = triplets, np.arange(len(triplets)) % 2
    images = select(open_with_defaults("hdf5", path=str(path)), bands=[2, 0])
    assert images.shape == (63, 63, 2) and images.dtype == np.float32
    expected = triplets[..., [2, 0]].astype(np.float32)
    read = np.concatenate(list(images.batches(16)))
    np.testing.assert_array_equal(read, expected)
    assert read.min() < 0 and images.provenance["rounded"] == "float64 to float32"
    assert images.measured() == {} and images.warnings() == []
