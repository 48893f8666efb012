"""Paths that a user gives are found, or refused with the key and the reason."""

import os
import re

import pytest

from galaxybench.config.planning_error import PlanningError
from galaxybench.workflow.user_paths import expanded, user_file, user_path


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "circle").symlink_to("circle")
    return tmp_path


@pytest.mark.parametrize("text", ["file", "~/file", "folder", "~"])
def test_what_exists_is_found(text):
    assert user_path("key", text, "correct it").exists()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nowhere", "no such file or folder: nowhere"),
        ("file/x", "no such file or folder: file/x"),
        ("~nobody-at-all/x", "no such file or folder: ~nobody-at-all/x"),
        ("circle", "Too many levels of symbolic links: circle"),
        ("x" * 300, "File name too long: xxx"),
        ("a\0b", "null"),
    ],
)
def test_what_does_not_exist_is_refused_in_words(text, reason):
    with pytest.raises(PlanningError, match=rf"key: .*{re.escape(reason)}") as error:
        user_path("key", text, "correct it")
    assert str(error.value).endswith("; correct it")


def test_a_folder_or_a_pipe_is_no_file(here):
    assert user_file("key", "file").name == "file"
    with pytest.raises(PlanningError, match="key: folder is a folder, expected a file"):
        user_file("key", "folder")
    os.mkfifo(here / "pipe")
    with pytest.raises(PlanningError, match="key: pipe is a named pipe, expected"):
        user_file("key", "pipe")


def test_the_home_of_an_unknown_user_stays_as_it_is(here):
    assert expanded("~/a") == here / "a"
    assert str(expanded("~nobody-at-all/a")) == "~nobody-at-all/a"
