"""Columns of an HDF5 file: exact, and complete where they decide the split."""

import h5py
import numpy as np
import pytest

from galaxybench.images.hdf5_columns import read_catalog
from tests.helpers.hdf5_faults import IMAGES, LABELS, OBJECTS, write_hdf5

SKY = {"ra": OBJECTS * 3.0, "dec": np.zeros(IMAGES)}


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
        ({"other/ra": SKY["ra"]}, "has 'ra' only under the key 'other/ra'"),
    ],
)
def test_what_decides_the_split_is_never_left_out(tmp_path, keys, message):
    with pytest.raises(ValueError, match=message):
        read(tmp_path, **keys)


def test_a_position_elsewhere_does_not_matter_beside_a_column(tmp_path):
    catalog = read(tmp_path, **SKY, **{"other/ra": SKY["ra"] + 1})
    assert catalog["ra"].tolist() == SKY["ra"].tolist()


@pytest.mark.parametrize("found", [{}, {"ra": np.zeros(8)}])
def test_a_required_column_has_one_value_per_image(tmp_path, found):
    with pytest.raises(ValueError, match=r"key 'ra'.*(got the shape \(8,\)|only ans)"):
        read(tmp_path, required=["ra"], **found)
