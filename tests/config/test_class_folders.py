"""The layout of a folder of images with one subfolder per class."""

import os

import pytest

from galaxybench.config.class_folders import pictures_of_classes
from tests.helpers.hdf5_faults import LFS_POINTER


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "photos"
    for name in ("cat/b.png", "cat/a.JPG", "dog/c.tif", "dog/.DS_Store"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def test_the_pictures_are_listed_by_class(root):
    assert pictures_of_classes(root) == {
        root / "cat": [root / "cat/a.JPG", root / "cat/b.png"],
        root / "dog": [root / "dog/c.tif"],
    }


def test_what_lies_beside_the_class_folders_does_not_matter(root):
    expected = pictures_of_classes(root)
    for name in ("catalog.csv", "README", ".DS_Store", "Thumbs.db", "dog/Thumbs.db"):
        (root / name).touch()
    (root / "__MACOSX/cat").mkdir(parents=True)
    os.mkfifo(root / "pipe")
    assert pictures_of_classes(root) == expected


def test_a_pointer_of_git_lfs_is_refused(root):
    (root / "cat/b.png").write_text(LFS_POINTER)
    with pytest.raises(ValueError, match="cat/b.png: is a pointer .*git lfs pull"):
        pictures_of_classes(root)


def test_links_to_folders_and_files_are_followed(root, tmp_path):
    (root / "owl").symlink_to(root / "cat")
    (root / "dog/d.png").symlink_to(root / "cat/b.png")
    found = pictures_of_classes(root)
    assert len(found[root / "owl"]) == 2 and root / "dog/d.png" in found[root / "dog"]


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        ("cat/x.png", os.mkfifo, "cat/x.png is a named pipe, expected a file"),
        ("cat/x.png", lambda p: p.symlink_to("/dev/zero"), "x.png is a device"),
        ("cat/x.png", lambda p: p.symlink_to("gone"), "x.png is a link that leads now"),
        ("cat/x.png", lambda p: p.mkdir(), "x.png is a folder, expected a file"),
        ("owl", lambda p: p.symlink_to("gone"), "owl is a link that leads nowhere"),
        ("owl", lambda p: p.symlink_to("owl"), "owl is a link that leads nowhere"),
        ("owl", lambda p: p.mkdir(), "owl has no images: add some, or remove"),
        ("owl", lambda p: p.symlink_to("."), "is a folder inside a class folder"),
        ("cat/deep", lambda p: p.mkdir(), "deep is a folder inside a class folder"),
        ("cat/notes.txt", lambda p: p.touch(), "notes.txt is not an image .*: move"),
    ],
)
def test_what_is_no_picture_in_a_class_folder_is_refused(root, name, make, message):
    make(root / name)
    with pytest.raises(ValueError, match=message):
        pictures_of_classes(root)


def test_a_folder_without_class_folders_is_refused(root):
    for place, message in (
        (root / "cat", "cat has no folders, expected one per class"),
        (root / "cat/b.png", "b.png is not a folder: `path` must be"),
        (root / "gone", "gone is not a folder"),
    ):
        with pytest.raises(ValueError, match=message):
            pictures_of_classes(place)
