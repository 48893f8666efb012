"""Folders of pictures: what is none among them hangs nothing, and is named."""

import os
import socket
from pathlib import Path

import pytest

from tests.helpers.hdf5_faults import LFS_POINTER
from tests.helpers.picture_files import (
    SIZE,
    write_photos,
)


def bind(path: Path) -> None:
    """Make a socket."""
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(path))


def link(target: str):
    """Makes a link to `target`."""
    return lambda path: path.symlink_to(target)


@pytest.fixture
def plan_photos(planned, monkeypatch):
    """Makes a case that plans the import of a folder, and gives the folder too."""

    def make(name=None, do=None, **options):
        entry = {"source": "image_folder", "path": "photos", "size": SIZE}
        changes = {
            "datasets": {"photos": entry | options},
            "experiments": {"tiny": {"datasets": ["photos"]}},
        }
        case = planned(changes, leaves=["data/checksums/*"])
        photos = write_photos(case.folder)
        monkeypatch.chdir(case.folder)  # the path of a socket must be short
        return case, photos

    return make


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("cat/x.png", os.mkfifo, "photos/cat/x.png is a named pipe, expected a file"),
        ("cat/x.png", bind, "photos/cat/x.png is a socket"),
        ("cat/x.png", link("/dev/zero"), "photos/cat/x.png is a device"),
        ("cat/x.png", link("gone"), "photos/cat/x.png is a link that leads nowhere"),
        ("cat/x.png", link("x.png"), "photos/cat/x.png is a link that leads nowhere"),
        ("owl", link("gone"), "photos/owl is a link that leads nowhere (gone)"),
        ("owl", link("."), "is a folder inside a class folder"),
        ("cat/up", link(".."), "is a folder inside a class folder"),
        ("owl", Path.mkdir, "photos/owl has no images: add some, or remove the folder"),
        ("cat/notes.txt", Path.touch, "notes.txt is not an image"),
    ],
)
def test_what_is_no_picture_among_them(plan_photos, name, make, says):
    case, photos = plan_photos()
    make(photos / name)
    case.refused("datasets.photos.path", says)
    place = photos / name
    place.rmdir() if place.is_dir() and not place.is_symlink() else place.unlink()
    case.passes("import_dataset")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (os.mkfifo, "odd is not a folder"),
        (link("/dev/zero"), "odd is not a folder"),
        (link("gone"), "no such file or folder: odd"),
        (Path.mkdir, "odd has no folders, expected one per class"),
        (lambda path: None, "no such file or folder: odd"),
    ],
)
def test_a_path_that_is_no_folder_of_classes(plan_photos, make, says):
    case, _ = plan_photos(path="odd")
    make(case.folder / "odd")
    case.refused("datasets.photos.path", says)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (os.mkfifo, "odd.h5 is a named pipe, expected a file"),
        (link("/dev/zero"), "odd.h5 is a device"),
        (Path.mkdir, "odd.h5 is a folder, expected a file"),
    ],
)
def test_a_path_that_is_no_file(planned, make, says):
    changes = {
        "datasets": {"mine": {"source": "hdf5", "path": "odd.h5"}},
        "experiments": {"tiny": {"datasets": ["mine"]}},
    }
    case = planned(changes)
    make(case.folder / "odd.h5")
    case.refused("datasets.mine.path", says)
    case.mended().passes("import_dataset")


def test_pointers_of_git_lfs_are_found_while_planning(plan_photos):
    case, photos = plan_photos()
    pictures = {path: path.read_bytes() for path in photos.rglob("*.png")}
    for path in pictures:
        path.write_text(LFS_POINTER)
    case.refused(
        "datasets.photos.path", "1.png: is a pointer of Git LFS", "git lfs pull"
    )
    for path, content in pictures.items():
        path.write_bytes(content)
    case.passes("import_dataset")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (os.mkfifo, "model: odd.keras is a named pipe, expected a file"),
        (link("/dev/zero"), "model: odd.keras is a device"),
        (os.mkdir, "model: odd.keras is a folder, expected a file"),
        (link("gone"), "model: no such file: odd.keras"),
    ],
)
def test_a_model_that_is_no_file(planned, make, says):
    case = planned({}, "classify", "--config", "model=odd.keras", "images=photos")
    write_photos(case.folder)
    make(case.folder / "odd.keras")
    case.refused(says)
    other = case.folder / "odd.keras"
    other.rmdir() if other.is_dir() else other.unlink()
    other.touch()
    case.passes("classify_images")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (os.mkfifo, "images: odd is a named pipe, expected a file"),
        (link("/dev/zero"), "images: odd is a device"),
        (link("gone"), "images: no such file or folder: odd"),
    ],
)
def test_images_to_classify_that_are_no_file(planned, make, says):
    given = ["model=sky/part/short/dense/seed-0", "images=odd"]
    case = planned({}, "classify", "--config", *given)
    make(case.folder / "odd")
    case.refused(says)
    (case.folder / "odd").unlink()
    write_photos(case.folder).rename(case.folder / "odd")
    (case.folder / "odd/loop").symlink_to(".")
    case.passes("classify_images")
