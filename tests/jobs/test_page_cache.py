import ctypes
import mmap
import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import psutil
import pytest

from galaxybench.jobs import page_cache


@pytest.fixture
def cold(tmp_path: Path) -> Path:
    """A file of some reads that the kernel does not hold in memory."""
    path = tmp_path / "cold"
    path.write_bytes(bytes(2 * page_cache.PIECE + 12345))
    with path.open("rb") as file:
        os.fsync(file)
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if share_in_memory(path) > 0:
        pytest.skip("this file system does not drop a file from memory")
    return path


def share_in_memory(path: Path) -> float:
    """Share of a file's pages that the kernel holds, as mincore(2) tells."""
    mapped = np.memmap(path, np.uint8, mode="r")
    pages = -(-mapped.size // mmap.PAGESIZE)
    held = (ctypes.c_ubyte * pages)()
    place = ctypes.c_void_p(mapped.ctypes.data)
    assert ctypes.CDLL(None).mincore(place, ctypes.c_size_t(mapped.size), held) == 0
    return sum(page & 1 for page in held) / pages


def test_a_file_is_in_memory_afterwards(cold: Path) -> None:
    page_cache.fill(cold).join()
    assert share_in_memory(cold) == 1


def test_a_file_that_memory_cannot_hold_is_left_alone(
    cold: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    memory = SimpleNamespace(available=3 * page_cache.PIECE)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    with caplog.at_level("INFO"):
        assert page_cache.fill(cold) is None
    assert f"{cold} (16 MB) is not read ahead" in caplog.text
    assert share_in_memory(cold) == 0


def test_what_cannot_be_read_is_a_warning_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    page_cache.fill(tmp_path).join()  # a folder
    assert f"{tmp_path} could not be read ahead" in caplog.text
