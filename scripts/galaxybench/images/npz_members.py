"""Arrays in a .npz file, read in pieces: numpy itself reads a whole array at once."""

import zipfile
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

PIECE = 2**20
"""Bytes that are read at a time to check the whole."""


def member_names(path: Path) -> list[str]:
    """List the arrays of a .npz file.

    Raises:
        OSError: it may not be read.
        zipfile.BadZipFile: it is none.
    """
    with zipfile.ZipFile(path) as archive:
        return [
            name.removesuffix(".npy")
            for name in archive.namelist()
            if name.endswith(".npy")
        ]


class NpzMember:
    """An array (n, …) in a .npz file.

    Rows that ascend from call to call are read once; going back begins anew.

    Attributes:
        shape: of the array.
        dtype: of its values.
    """

    def __init__(self, path: Path, name: str) -> None:
        """Open the array `name` and read its header.

        All of it is read once, as its checksum is told only at the end.

        Raises:
            OSError: the file may not be read.
            ValueError: the array has another layout, such as objects.
            zipfile.BadZipFile, zlib.error: the file is damaged.
        """
        archive = zipfile.ZipFile(path)
        with archive.open(f"{name}.npy") as whole:
            while whole.read(PIECE):
                pass
        self._file = archive.open(f"{name}.npy")
        version = npy.read_magic(self._file)
        read = (
            npy.read_array_header_1_0
            if version == (1, 0)
            else npy.read_array_header_2_0
        )
        self.shape, fortran, self.dtype = read(self._file)
        self._start = self._file.tell()
        if self.dtype.hasobject:
            raise ValueError(f"the array {name!r} holds Python objects")
        if fortran and len(self.shape) > 1:
            raise ValueError(
                f"the array {name!r} is in Fortran order: save "
                "np.ascontiguousarray(array)"
            )

    def read(self, rows: np.ndarray) -> np.ndarray:
        """Read ascending rows (m,) as an array (m, …).

        Raises:
            EOFError: the file ends too early.
            zipfile.BadZipFile, zlib.error: it is damaged.
        """
        found = np.empty((len(rows), *self.shape[1:]), self.dtype)
        size = self.dtype.itemsize * int(np.prod(self.shape[1:], dtype=np.int64))
        for place, row in enumerate(rows):
            self._file.seek(self._start + int(row) * size)
            content = self._file.read(size)
            if len(content) < size:
                raise EOFError(f"it ends within row {row}")
            values = np.frombuffer(content, self.dtype)
            found[place] = values.reshape(self.shape[1:])
        return found
