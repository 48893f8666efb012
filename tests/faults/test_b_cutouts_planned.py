"""FITS cut-outs: what can be known while planning is refused there, by its key."""

import pytest

from tests.helpers.catalogs import write_catalog
from tests.helpers.cutouts import BY_BAND, PATTERN, write_cutouts
from tests.helpers.hdf5_faults import LFS_POINTER

OWN = {"source": "catalog", "table": "cat.csv", "images": "cuts", "file": PATTERN,
       "label": "type"}  # fmt: skip


@pytest.fixture
def plan(planned):
    """Makes a case that plans the import of cat.csv and the folder cuts."""

    def make(**given):
        changes = {
            "datasets": {"mine": OWN | given},
            "experiments": {"tiny": {"datasets": ["mine"]}},
        }
        case = planned(changes, leaves=["data/checksums/*"])
        write_catalog(case.folder)
        write_cutouts(case.folder)
        return case

    return make


@pytest.mark.parametrize(
    ("given", "key", "says"),
    [
        ({"hdu": -1}, "hdu", "got -1, allowed: text, not empty or an integer"),
        ({"hdu": []}, "hdu", "got 0 entries, allowed: at least 1"),
        ({"hdu": ["A", "A"]}, "hdu", "is in the list twice: name it once"),
        ({"hdu": ["Sci", 1, "SCI"]}, "hdu", "got 'Sci', 'SCI', which are the same"),
        ({"hdu": ["A", 0.5]}, "hdu[1]", "got 0.5"),
        ({"band_names": ["g", "r"]}, "band_names", "write {band} in it"),
        ({"band_names": "gri"}, "band_names", "got 'gri', allowed: a list"),
        (BY_BAND | {"band_names": ["g", "g"]}, "band_names", "twice: name it once"),
        (BY_BAND | {"band_names": ["{g}"]}, "band_names[0]", "got '{g}', allowed"),
        (BY_BAND | {"hdu": ["A", "B"]}, "hdu", "`band_names` has one file per band"),
        (BY_BAND | {"fill_bands": True}, "fill_bands", "write `nan: zero`"),
        ({"fill_bands": True}, "fill_bands", "has no effect"),
        ({"size_arcsec": 30}, "size", "missing, needed with `size_arcsec`"),
        ({"size_arcsec": 0, "size": 8}, "size_arcsec", "got 0, allowed: a number from"),
        ({"size_arcsec": "30", "size": 8}, "size_arcsec", "write 30 without quotes"),
        ({"channels": 3}, "channels", "has no effect"),
        ({"bits": 12}, "bits", "has no effect"),
        ({"key": "x"}, "key", "has no effect"),
        ({"file": "{objid.fits"}, "file", "do not come in pairs"),
        ({"file": "../{objid}.fits"}, "file", "leaves the folder"),
        ({"file": "{objid}{band}.fits"}, "file", "list them in `band_names`"),
        ({"file": "{objid}_sci.fits"}, "images", "no files named like '{objid}_sci"),
        (BY_BAND, "images", "cuts has no files named like '{objid}_{band}"),
        ({"file": "name", "images": "thumbs"}, "size", "missing, needed: pixels per"),
        ({"file": "name", "bits": 12, "size": 8}, "bits", "the folder cuts has FITS"),
        (
            {"file": "name", "images": "thumbs", "size": 8, "hdu": 1},
            "hdu",
            "the folder thumbs has pictures",
        ),
    ],
)
def test_options_that_do_not_fit(plan, given, key, says):
    said = plan(**given).refused(f"datasets.mine.{key}: ", says).terminal
    assert 'write "-1"' not in said
    plan().passes("import_dataset")


def test_a_file_that_is_a_pointer(plan):
    case = plan()
    first = next(path for path in (case.folder / "cuts").iterdir())
    whole = first.read_bytes()
    first.write_text(LFS_POINTER)
    case.refused("datasets.mine.images: ", first.name, "is a pointer of Git LFS")
    first.write_bytes(whole)
    case.passes("import_dataset")
