import os

import pytest

from galaxybench.config.user_files import files_below, files_of_classes, fingerprint


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "photos"
    for name in ("b.png", "sub/a.png", ".hidden/x.png", "sub/.DS_Store"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
        os.utime(root / name, (1e9, 1e9))
    return root


def names(root):
    return [path.relative_to(root).as_posix() for path in files_below(root)]


def test_every_visible_file_is_found_in_order(folder):
    assert names(folder) == ["b.png", "sub/a.png"]


def test_a_folder_of_classes_has_its_files_one_level_down(folder):
    (folder / "sub/deeper").mkdir()
    (folder / "a_class").mkdir()
    (folder / "a_class/z.png").touch()
    assert files_of_classes(folder) == sorted(folder.glob("[!.]*/[!.]*"))
    assert [path.name for path in files_of_classes(folder)] == [
        "z.png",
        "a.png",
        "deeper",
    ]


def test_links_are_followed_and_circles_are_not(folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "c.png").write_text("")
    (folder / "linked").symlink_to(other)
    (folder / "sub/up").symlink_to(folder)
    assert names(folder) == ["b.png", "linked/c.png", "sub/a.png"]


def test_a_fingerprint_sees_place_size_and_time_and_nothing_else(folder, tmp_path):
    def now():
        return fingerprint(folder, files_below(folder))

    first = now()
    assert now() == first
    (folder / "b.png").rename(folder / "sub/b.png")
    moved = now()
    assert moved != first
    (folder / "sub/b.png").write_text("longer than it was")
    os.utime(folder / "sub/b.png", (1e9, 1e9))
    longer = now()
    assert longer != moved
    os.utime(folder / "sub/b.png", (1e9, 1e9 + 1))
    assert now() != longer


def test_a_link_that_leads_nowhere_can_be_watched(folder):
    (folder / "gone.png").symlink_to(folder / "no such file")
    assert fingerprint(folder, files_below(folder))
