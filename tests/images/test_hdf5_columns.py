"""Columns of an HDF5 file: exact, and complete where they decide the split."""

import h5py
import numpy as np
import pytest

from galaxybench.images.hdf5_columns import read_catalog
from tests.helpers.hdf5_faults import IMAGES, LABELS, OBJECTS, write_hdf5

SKY = {"ra": OBJECTS * 3.0, "dec": np.zeros(IMAGES)}


def deep_fields():
    position = np.dtype([("ra", "f8"), ("dec", "f8")])
    return np.zeros(IMAGES, [("id", "i8"), ("pos", [("deep", position, (2,))])])


def read(path, taken=("images", "ans"), required=None, **keys):
    with h5py.File(write_hdf5(path / "a.h5", **keys)) as file:
        return read_catalog(file, IMAGES, taken, required)


def test_numbers_stay_exact(tmp_path):
    ids = LABELS.astype(np.uint64) + np.uint64(2**64 - 10)
    catalog = read(tmp_path, ids=ids, few=LABELS.astype(np.uint64), flag=LABELS > 0)
    assert catalog["ids"].tolist() == ids.tolist()
    kinds = [str(catalog[name].dtype) for name in ("ids", "few", "flag")]
    assert kinds == ["uint64", "int64", "bool"]


def test_names_that_are_not_unicode_stay_apart(tmp_path):
    names = np.array([b"sp\xe4t", b"sp\xe5t"])[OBJECTS % 2]
    catalog = read(tmp_path, group=names)
    assert sorted(set(catalog["group"])) == [r"sp\xe4t", r"sp\xe5t"]


def test_columns_beside_the_labels_are_found(tmp_path):
    taken = ("sdss/images", "sdss/ans")
    catalog = read(tmp_path, taken, **{"sdss/RA": SKY["ra"], "sdss/dec": SKY["dec"]})
    assert catalog["ra"].tolist() == SKY["ra"].tolist()


def test_one_column_may_have_two_axes(tmp_path):
    catalog = read(tmp_path, group=OBJECTS[:, None], part=[["train"]] * IMAGES)
    assert catalog["group"].tolist() == OBJECTS.tolist()
    assert set(catalog["part"]) == {"train"}


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"ra": SKY["ra"]}, "a.h5: the catalog has a column 'ra', but no column 'dec'"),
        ({**SKY, "dec": 100 + SKY["dec"]}, "a.h5: .*'dec': got 60 rows outside -90"),
        ({"part": ["train"]}, r"key 'part': expected .*\(60,\), got the shape \(1,\)"),
        ({"group": LABELS * 1j}, "key 'group': expected .* numbers or text, got compl"),
        ({"group": ["x" * 1001] * IMAGES}, "key 'group': a text has more than 1000"),
        ({"GROUP": OBJECTS, "group": OBJECTS}, "two columns 'group'"),
        ({"part": ["tset"] * IMAGES}, "a.h5: .*'part': got 'tset' in row 0 .and 59"),
        ({"other/ra": SKY["ra"]}, "has 'ra' only under the key 'other/ra'"),
        ({"o/ra": SKY["ra"][None]}, "has 'ra' only under the key 'o/ra': store"),
        ({"o/Group ": OBJECTS}, "has 'group' only under the key 'o/Group '"),
        ({"o": deep_fields()}, "has 'ra' only in a field of the key 'o': store"),
        ({"radec": np.zeros((IMAGES, 2))}, "'radec' only .* data sets 'ra' and 'dec'"),
        ({"o/RA_Dec": np.zeros((2, IMAGES))}, "'radec' only under the key 'o/RA_Dec'"),
    ],
)
def test_what_decides_the_split_is_never_left_out(tmp_path, keys, message):
    with pytest.raises(ValueError, match=message):
        read(tmp_path, **keys)


@pytest.mark.parametrize("key", ["images", "ans", "/", "meta"])
def test_positions_in_an_attribute_are_refused(tmp_path, key):
    path = write_hdf5(tmp_path / "a.h5", **{"meta/seeing": SKY["ra"]})
    with h5py.File(path, "a") as file:
        file[key].attrs["ra"], file[key].attrs["dec"] = SKY["ra"], SKY["dec"]
        with pytest.raises(ValueError, match="'(ra|dec)' only in the attribute"):
            read_catalog(file, IMAGES, ("images", "ans"), None)
        for name in ("ra", "dec"):  # those of the centre of the field
            file[key].attrs[name] = 10.0
        assert read_catalog(file, IMAGES, ("images", "ans"), None).colnames


def test_spaces_and_capitals_in_names_do_not_matter(tmp_path):
    catalog = read(tmp_path, **{"RA ": SKY["ra"], " dec": SKY["dec"]})
    assert catalog["ra"].tolist() == SKY["ra"].tolist() and "dec" in catalog.colnames


def test_what_looks_like_positions_is_warned_of(tmp_path, caplog):
    odd = {"RAJ2000": SKY["ra"], "o/sky_coord": np.zeros((IMAGES, 2))}
    read(tmp_path, **odd)
    for place in ("under the key 'RAJ2000'", "under the key 'o/sky_coord'"):
        assert f"a.h5 has values that look like positions {place}" in caplog.text
    caplog.clear()
    read(tmp_path, **odd, **SKY)
    assert "look like" not in caplog.text


def test_a_position_elsewhere_does_not_matter_beside_a_column(tmp_path):
    catalog = read(tmp_path, **SKY, **{"other/ra": SKY["ra"] + 1})
    assert catalog["ra"].tolist() == SKY["ra"].tolist()


@pytest.mark.parametrize("found", [{}, {"ra": np.zeros(8)}])
def test_a_required_column_has_one_value_per_image(tmp_path, found):
    with pytest.raises(ValueError, match=r"'ra'.*got (the shape \(8,\)|nothing)"):
        read(tmp_path, required=["ra"], **found)
