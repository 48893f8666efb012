import os
import socket
import time

import pytest

from galaxybench.config.user_files import files_below, fingerprint, regular, visible


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


@pytest.mark.parametrize(
    "name", [".DS_Store", "Thumbs.db", "thumbs.db", "desktop.ini", "__MACOSX", "Icon\r"]
)
def test_what_programs_leave_behind_is_hidden(folder, name):
    (folder / name).touch()
    assert [path.name for path in visible(folder)] == ["b.png", "sub"]
    assert names(folder) == ["b.png", "sub/a.png"]


def test_links_are_followed_and_circles_are_not(folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "c.png").write_text("")
    (folder / "linked").symlink_to(other)
    (folder / "sub/up").symlink_to(folder)
    assert names(folder) == ["b.png", "linked/c.png", "sub/a.png"]


def test_a_fingerprint_sees_every_change_whatever_the_times_say(folder, tmp_path):
    def now():
        return fingerprint(folder, files_below(folder))

    first = now()
    assert now() == first
    (folder / "b.png").rename(folder / "sub/b.png")
    moved = now()
    assert moved != first
    file = folder / "sub/b.png"
    file.write_text("longer than it was")
    longer = now()
    assert longer != moved
    about = file.stat()
    time.sleep(0.05)  # the clocks of file systems are coarse
    file.write_text("Longer than it was")
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert now() != longer


def test_a_link_that_leads_nowhere_can_be_watched(folder):
    (folder / "gone.png").symlink_to(folder / "no such file")
    assert fingerprint(folder, files_below(folder))


def test_only_a_regular_file_is_regular(folder):
    os.mkfifo(folder / "pipe")
    (folder / "gone").symlink_to("no such file")
    (folder / "loop").symlink_to("loop")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(folder / "socket"))
    (folder / "link").symlink_to("b.png")
    (folder / "device").symlink_to("/dev/zero")
    assert regular(folder / "link").st_size == len("b.png")
    for name, what in (
        ("pipe", "is a named pipe, expected a file"),
        ("socket", "is a socket"),
        ("device", "is a device"),
        ("sub", "is a folder"),
        ("gone", r"is a link that leads nowhere \(no such file\): repair or remove it"),
        ("loop", "is a link that leads nowhere"),
    ):
        with pytest.raises(ValueError, match=f"{name} {what}"):
            regular(folder / name)
    with pytest.raises(FileNotFoundError):
        regular(folder / "nothing")
