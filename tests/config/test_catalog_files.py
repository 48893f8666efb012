"""The files of a catalog: which they are, and what is none of them."""

import os
from pathlib import Path

import pytest

from galaxybench.config.catalog_files import catalog_files, check_heading, is_array
from galaxybench.config.file_contents import read_checksums
from tests.helpers.catalogs import options, write_catalog
from tests.helpers.hdf5_faults import LFS_POINTER

TABLE, THUMBS = Path("cat.csv"), Path("thumbs")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    write_catalog(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def planned(table=TABLE, images=THUMBS):
    files = catalog_files(table, images)
    return files.digest(read_checksums(files.all))


def test_pictures_are_found_at_any_depth_and_nothing_else():
    (THUMBS / "deep/er").mkdir(parents=True)
    (THUMBS / "g0.png").rename(THUMBS / "deep/er/g0.PNG")
    for name in ("README", "notes.txt", ".DS_Store", "Thumbs.db"):
        (THUMBS / name).touch()
    os.mkfifo(THUMBS / "pipe")
    files = catalog_files(TABLE, THUMBS)
    assert files.parts == [TABLE] and len(files.pictures) == 12
    assert files.all[1] == THUMBS / "deep/er/g0.PNG"


def test_the_table_may_lie_among_the_pictures():
    TABLE.rename(THUMBS / "cat.csv")
    assert len(catalog_files(THUMBS / "cat.csv", THUMBS).pictures) == 12


def test_the_digest_follows_contents_and_names_of_pictures_and_nothing_else():
    before = planned()
    os.utime(TABLE, (1, 1))
    os.utime(THUMBS / "g1.png", (1, 1))
    (THUMBS / "notes.txt").touch()
    assert planned() == before
    TABLE.rename("other.csv")
    assert planned(Path("other.csv")) == before
    Path("other.csv").rename(TABLE)
    (THUMBS / "g1.png").rename(THUMBS / "h.png")
    renamed = planned()
    (THUMBS / "h.png").rename(THUMBS / "g1.png")
    assert planned() == before
    TABLE.write_text(TABLE.read_text() + "\n")
    longer = planned()
    (THUMBS / "g1.png").write_bytes((THUMBS / "g2.png").read_bytes())
    assert len({before, renamed, longer, planned()}) == 4


def test_a_folder_of_parquet_files_is_one_table():
    shards = Path("shards")
    shards.mkdir()
    for name in ("b.parquet", "a.pq", "notes.md", ".c.parquet"):
        (shards / name).write_text(name)
    files = catalog_files(shards, None)
    assert files.parts == [shards / "a.pq", shards / "b.parquet"]
    assert files.all == files.parts


@pytest.mark.parametrize(
    "name", ["a.npy", "a.NPZ", "a.h5", "a.hdf5", "a.fits", "b.fit"]
)
def test_one_file_may_hold_all_images(name):
    Path(name).touch()
    assert is_array(name)
    assert catalog_files(TABLE, Path(name)).all == [TABLE, Path(name)]


def test_other_images_are_no_array():
    assert not is_array("thumbs") and not is_array(None)


def make(name, do):
    """A file of this name; `do` makes it."""

    def made():
        do(Path(name))
        return Path(name)

    return made


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (make("cat.xls", Path.touch), "^table: .*ends in '.xls', allowed: .csv, .tsv"),
        (make("cat", Path.touch), "^table: .*ends in 'nothing'"),
        (make("cat.csv.gz", Path.touch), "^table: .*ends in '.gz'"),
        (make("shards", Path.mkdir), "^table: the folder shards has no files that end"),
        (make("pipe.csv", os.mkfifo), "^table: pipe.csv is a named pipe"),
        (
            make("l.fits", lambda p: p.write_text(LFS_POINTER)),
            "^table: l.fits: is a pointer of Git LFS",
        ),
    ],
)
def test_what_is_no_table(table, says):
    with pytest.raises(ValueError, match=says):
        catalog_files(table(), THUMBS)


@pytest.mark.parametrize(
    ("images", "says"),
    [
        (make("empty", Path.mkdir), "^images: empty has no pictures"),
        (make("all.zip", Path.touch), "^images: all.zip is a file, allowed: a folder"),
        (make("a.npy", Path.mkdir), "^images: a.npy is a folder, but its name ends"),
        (make("a.h5", os.mkfifo), "^images: a.h5 is a named pipe"),
        (lambda: None, "^images: missing, needed for the table cat.csv"),
    ],
)
def test_what_are_no_images(images, says):
    with pytest.raises(ValueError, match=says):
        catalog_files(TABLE, images())


@pytest.mark.parametrize(
    ("do", "says"),
    [
        (lambda p: p.write_text(LFS_POINTER), "x.png: is a pointer of Git LFS"),
        (lambda p: p.symlink_to("gone"), "x.png is a link that leads nowhere"),
        (os.mkfifo, "x.png is a named pipe"),
    ],
)
def test_what_is_no_picture(do, says):
    do(THUMBS / "x.png")
    with pytest.raises(ValueError, match=f"^images: thumbs/{says}"):
        catalog_files(TABLE, THUMBS)


def test_a_folder_of_other_files_says_what_it_has():
    folder = Path("cuts")
    folder.mkdir()
    for name in ("a.txt", "b.TXT", "README"):
        (folder / name).touch()
    says = "cuts has no pictures or FITS files .*only 2 .txt, 1 without ending, .*your_"
    with pytest.raises(ValueError, match=says):
        catalog_files(TABLE, folder)


def test_a_folder_may_have_cutouts():
    folder = Path("cuts")
    folder.mkdir()
    names = ["a.FITS", "b.fit", "c.fits.gz", "d.fits.fz"]
    for name in [*names, "notes.txt"]:
        (folder / name).touch()
    files = catalog_files(TABLE, folder)
    assert files.cutouts and [path.name for path in files.pictures] == names
    assert not catalog_files(TABLE, THUMBS).cutouts
    (folder / "e.png").touch()
    files = catalog_files(TABLE, folder, "name")
    assert not files.cutouts and [path.name for path in files.pictures] == ["e.png"]
    files = catalog_files(TABLE, folder, "{name}.fits.gz")
    assert files.cutouts and [path.name for path in files.pictures] == ["c.fits.gz"]
    assert not catalog_files(TABLE, folder, "{name}.png").cutouts


def test_the_table_may_lie_among_the_cutouts():
    folder = Path("cuts")
    folder.mkdir()
    for name in ("a.fits", "cat.fits"):
        (folder / name).touch()
    files = catalog_files(folder / "cat.fits", folder, "{name}.fits")
    assert files.parts == [folder / "cat.fits"] and files.pictures == [
        folder / "a.fits"
    ]


@pytest.mark.parametrize(
    ("file", "bands", "says"),
    [
        ("{name}.png", None, "cuts has no pictures .*only 1 .fits"),
        ("{name}.fz", None, "cuts has no pictures "),
        (
            "{name}_sci.fits",
            None,
            "cuts has no files named like '{name}_sci.fits', only 1",
        ),
        (
            "{name}_{band}.fits",
            ["g", "r"],
            "like '{name}_{band}.fits' with a band of g, r, ",
        ),
    ],
)
def test_a_folder_without_such_files_says_what_was_looked_for(file, bands, says):
    Path("cuts").mkdir()
    Path("cuts/a.fits").touch()
    with pytest.raises(ValueError, match=f"^images: .*{says}"):
        catalog_files(TABLE, Path("cuts"), file, bands)


def test_the_heading_of_a_text_is_checked():
    files = catalog_files(TABLE, THUMBS)
    check_heading(options(), files)
    with pytest.raises(ValueError, match="^label: the table cat.csv has no column"):
        check_heading(options(label="kind"), files)
    TABLE.write_text("")
    with pytest.raises(ValueError, match="^table: cat.csv: is empty"):
        check_heading(options(), files)
    other = Path("t.fits")
    other.touch()
    check_heading(options(label="kind"), catalog_files(other, THUMBS))
