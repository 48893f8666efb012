"""The files of every row: one per object, or one per band."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from galaxybench.images.catalog_rows import LeftOut
from tests.helpers.catalogs import FIRST_ID
from tests.helpers.cutouts import (
    BY_BAND,
    found_files,
    write_bands,
    write_cutouts,
    write_table,
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_one_file_per_object():
    names = write_cutouts(Path())
    names[3].unlink()
    missing = LeftOut("missing", drop=True)
    found = found_files(missing, hdu=["A", "B"])
    assert found.places.shape == (12, 1) and found.parts == 2
    assert np.flatnonzero(~found.usable(fill=False)).tolist() == [3]
    assert found.path(5) == names[5]
    assert missing.counts == ["1 row without an image"]


def test_one_file_per_band():
    files = write_bands(Path())
    Path("cuts/587_z.fits").touch()  # of no chosen band
    missing = LeftOut("missing", drop=True)
    found = found_files(missing, **BY_BAND)
    assert found.parts == 3 and missing.counts == []
    chosen = [[found.files[place] for place in row] for row in found.places]
    assert chosen == files


def test_what_is_missing_is_counted_by_rows():
    files = write_bands(Path())
    for path in (files[2][1], files[4][0], files[4][2], *files[7]):
        path.unlink()
    shutil.copy(files[0][0], "cuts/9_g.fits")
    missing = LeftOut("missing", drop=True)
    found = found_files(missing, **BY_BAND)
    assert missing.counts == [
        "1 row without an image", "2 rows without a band", "1 image without a row",
    ]  # fmt: skip
    text = "; ".join(missing.notes)
    assert f"row 2 (line 4): '{FIRST_ID + 2}_r.fits'" in text
    assert f"row 4 (line 6): '{FIRST_ID + 4}_g.fits'" in text and "'9_g.fits'" in text
    assert np.flatnonzero(~found.usable(fill=False)).tolist() == [2, 4, 7]
    filled = LeftOut("missing", drop=True)
    found = found_files(filled, **BY_BAND, fill_bands=True)
    assert filled.counts == ["1 row without an image", "1 image without a row"]
    assert np.flatnonzero(~found.usable(fill=True)).tolist() == [7]
    assert found.path(4) == files[4][1]


def test_a_column_named_band_is_refused():
    write_bands(Path())
    write_table(Path(), band=["g"] * 12)
    with pytest.raises(ValueError, match="'band', so that {band} in `file` has two"):
        found_files(**BY_BAND)


def test_one_file_for_two_bands_is_refused():
    Path("cuts").mkdir()
    write_table(Path(), key=["a", "ag", *[f"k{n}" for n in range(10)]])
    for name in ["agg", "aggg", *[f"k{n}{b}" for n in range(10) for b in ("g", "gg")]]:
        Path(f"cuts/{name}.fits").touch()
    with pytest.raises(ValueError, match="agg.fits is named for two bands"):
        found_files(file="{key}{band}.fits", band_names=["g", "gg"])


def test_a_band_that_no_row_has_is_refused():
    for files in write_bands(Path()):
        files[1].unlink()
    with pytest.raises(ValueError, match="no row of cat.csv names .*_r.fits"):
        found_files(**BY_BAND)
