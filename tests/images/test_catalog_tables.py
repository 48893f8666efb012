"""What is kept of a table beside the images that were found."""

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.config.catalog_files import catalog_files
from galaxybench.images.catalog_classes import RowClasses
from galaxybench.images.catalog_images import RowImages
from galaxybench.images.catalog_tables import kept_of, table_of

COLUMNS = {"objid": [587739505552785600, 587739505552785601], "z": [0.05, 0.1]}
OPTIONS = {"id": "objid", "group": None}


def read(folder, name):
    Table(COLUMNS).write(folder / name)
    (folder / "images").mkdir()
    (folder / "images/a.png").touch()
    return table_of(catalog_files(folder / name, folder / "images", "file", None))


@pytest.mark.parametrize("name", ["cat.csv", "cat.fits", "cat.parquet"])
def test_a_table_is_read_by_its_ending(tmp_path, name):
    table = read(tmp_path, name)
    assert np.asarray(table.columns["objid"]).tolist() == COLUMNS["objid"]


def test_of_the_rows_that_are_kept_there_are_columns_files_and_votes(tmp_path):
    table = read(tmp_path, "cat.csv")
    images = RowImages(
        places=np.array([-1, 4]),
        shape=(),
        read=lambda places: places,
        files=np.array(["", "b.png"]),
        columns={"north_deg": np.array([np.nan, 30.0])},
    )
    shares = np.array([[0.2, 0.8], [0.7, 0.3]])
    classes = RowClasses(["a", "b"], np.array([1, 0]), shares=shares, notes=["a note"])
    catalog, notes = kept_of(table, np.array([1]), OPTIONS, images, classes)
    [row] = catalog
    assert (row["objid"], row["z"]) == (COLUMNS["objid"][1], COLUMNS["z"][1])
    assert (row["file"], row["north_deg"]) == ("b.png", 30.0)
    assert (row["vote_share_0"], row["vote_share_1"]) == (0.7, 0.3)
    assert "vote_count" not in catalog.colnames and notes[-1] == "a note"
