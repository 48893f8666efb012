"""The provenance of a catalog: what was given, and what was left out."""

from pathlib import Path

from galaxybench.config.catalog_files import CatalogFiles
from galaxybench.images.catalog_provenance import known_of
from galaxybench.images.catalog_rows import LeftOut
from tests.helpers.catalogs import options
from tests.helpers.cutouts import BY_BAND, cutout_options

TABLE, CUTS = Path("a/cat.csv"), Path("b/cuts")


def test_pictures():
    own = CatalogFiles(TABLE, [TABLE], CUTS, [])
    left = LeftOut("missing", drop=True)
    left.add("row", "rows", ["a", "b"])
    assert known_of(own, options(bits=12, classes={"a": ["S*"]}), [left]) == {
        "source": "catalog", "table": "cat.csv", "label": "type", "images": "cuts",
        "classes": '{"a": ["S*"]}', "bits": "12", "missing": "2 rows",
    }  # fmt: skip


def test_cutouts():
    own = CatalogFiles(TABLE, [TABLE], CUTS, [], cutouts=True)
    given = cutout_options(**BY_BAND, size=8, size_arcsec=2.5, hdu=1, label=None)
    assert known_of(own, given, []) == {
        "source": "catalog", "table": "cat.csv", "images": "cuts", "size": "8",
        "pattern": '"{objid}_{band}.fits"', "band_names": '["g", "r", "i"]', "hdu": "1",
        "size_arcsec": "2.5",
    }  # fmt: skip
