import errno
from pathlib import Path

import pytest

from galaxybench.files import replacing


def test_an_error_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(KeyError), replacing(path) as partial:
        partial.write_text("half")
        raise KeyError
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.txt", "old")]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told_with_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    (tmp_path / ".a.npz.part").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left.*free some") as raised:
        with replacing(path) as partial, partial.open("wb") as file:
            file.write(b"x" * 100_000)
    assert raised.value.errno == errno.ENOSPC
    assert raised.value.filename == str(path)
    assert list(tmp_path.iterdir()) == []
