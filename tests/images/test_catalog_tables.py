"""What of a table stays with its images, beside what is found in the images."""

from dataclasses import replace

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.config.catalog_files import catalog_files
from galaxybench.images.catalog_classes import RowClasses
from galaxybench.images.catalog_images import RowImages
from galaxybench.images.catalog_tables import kept_of, table_of
from galaxybench.images.tables import read_table

ROWS = np.array([0, 2])
NORTH = np.array([10.0, 20.0, 30.0])
IMAGES = RowImages(
    places=np.arange(3),
    shape=(4, 4, 1),
    read=lambda rows: np.zeros((len(rows), 4, 4, 1)),
    files=np.array(["a.fits", "b.fits", "c.fits"]),
    columns={"north_deg": NORTH},
)


def kept(folder, heading, images=IMAGES, file="{id}.fits"):
    path = folder / "cat.csv"
    path.write_text(f"{heading}\n" + "a,1\nb,2\nc,3\n")
    options = {"id": None, "group": None, "file": file}
    classes = RowClasses(["x", "y"], np.array([0, 1, 0]))
    return kept_of(read_table(path), ROWS, options, images, classes)


def test_what_is_found_in_the_images_goes_into_the_catalog(tmp_path):
    catalog, notes = kept(tmp_path, "id,size")
    assert catalog.colnames == ["source_index", "id", "size", "file", "north_deg"]
    assert catalog["file"].tolist() == ["a.fits", "c.fits"] and notes == []
    assert catalog["north_deg"].tolist() == [10, 30]


def test_a_column_file_keeps_its_values(tmp_path):
    catalog, notes = kept(tmp_path, "id,file")
    assert catalog["file_table"].tolist() == [1, 3]
    assert catalog["file"].tolist() == ["a.fits", "c.fits"]
    assert "kept as 'file_table'" in notes[0]
    catalog, notes = kept(tmp_path, "file,size", file="file")
    assert catalog["file"].tolist() == ["a", "c"] and notes == []
    without = replace(IMAGES, files=None)
    assert kept(tmp_path, "id,file", without)[0]["file"].tolist() == [1, 3]


@pytest.mark.parametrize("heading", ["id,north_deg", "file_table,file"])
def test_names_that_are_taken_are_refused(tmp_path, heading):
    with pytest.raises(ValueError, match=r"cat.csv: got the column .*rename the col"):
        kept(tmp_path, heading)


@pytest.mark.parametrize("name", ["cat.csv", "cat.fits", "cat.parquet"])
def test_a_table_is_read_by_its_ending(tmp_path, name):
    Table({"objid": [587739505552785600, 587739505552785601]}).write(tmp_path / name)
    (tmp_path / "a.png").touch()
    table = table_of(catalog_files(tmp_path / name, tmp_path, "objid", None))
    assert table.columns["objid"].tolist() == [587739505552785600, 587739505552785601]


def test_votes_go_into_the_catalog(tmp_path):
    shares = np.array([[0.2, 0.8], [0.5, 0.5], [0.7, 0.3]])
    classes = RowClasses(["x", "y"], np.array([1, 0, 0]), shares=shares, notes=["it"])
    (tmp_path / "cat.csv").write_text("id\na\nb\nc\n")
    options = {"id": None, "group": None, "file": "{id}.fits"}
    table = read_table(tmp_path / "cat.csv")
    catalog, notes = kept_of(table, ROWS, options, IMAGES, classes)
    assert catalog["vote_share_1"].tolist() == [0.8, 0.3] and notes == ["it"]
    assert "vote_count" not in catalog.colnames
