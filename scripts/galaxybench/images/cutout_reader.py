"""Pixels of FITS cut-outs, read row by row and brought to one size."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from galaxybench.images.cutout_files import CutoutFiles
from galaxybench.images.cutout_planes import read_planes, without_warnings
from galaxybench.images.flux_resampling import resampled, square
from galaxybench.images.picture_reader import opened_unchanged
from galaxybench.machine.cores import available_cores


@dataclass(frozen=True)
class CutoutReader:
    """Reads the cut-outs of a table.

    Attributes:
        cutouts: the files of every row.
        shape: (height, width, bands) of the result.
        dtype: of the result: float32, or float64 where float32 would round.
        sides: (n, parts) pixels per side of the square that is resampled, for each row
            of the table; None crops to the centre square if the size is another.
    """

    cutouts: CutoutFiles
    shape: tuple[int, int, int]
    dtype: np.dtype
    sides: np.ndarray | None = None

    @cached_property
    def gaps(self) -> np.ndarray:
        """Share of NaN per band, (n, bands) float32, in the rows that were read.

        It is that of the square in the file, before it is resampled: resampling mends
        small gaps.
        """
        return np.zeros((self.cutouts.table.rows, self.shape[2]), np.float32)

    def read(self, rows: np.ndarray) -> np.ndarray:
        """Read rows (m,) of the table as (m, height, width, bands).

        A missing part is NaN.

        Raises:
            OSError: a file may not be read.
            ValueError: one is damaged, or has changed since it was planned, or has
                infinite values and must be resampled.
        """
        images = np.full((len(rows), *self.shape), np.nan, self.dtype)
        self.gaps[rows] = 1  # of the parts that are missing
        with without_warnings(), ThreadPoolExecutor(available_cores()) as pool:
            for _ in pool.map(self._fill, images, rows):
                pass
        return images

    def _fill(self, image: np.ndarray, row: int) -> None:
        """Read one row into an image (height, width, bands)."""
        cutouts, band = self.cutouts, 0
        for file, place in enumerate(cutouts.places[row]):
            found = [None] * len(cutouts.hdus)
            if place >= 0:
                path = cutouts.files[place]
                with opened_unchanged(path, cutouts.checksums[place]) as content:
                    found = read_planes(path, content, cutouts.hdus)
            for number, planes in enumerate(found):
                if planes is None:
                    band += 1
                    continue
                part = file * len(found) + number
                for plane in planes:
                    image[..., band] = self._sized(plane, path, row, part)
                    self.gaps[row, band] = self._gap(plane, row, part)
                    band += 1

    def _side(self, row: int, part: int) -> float | None:
        return None if self.sides is None else float(self.sides[row, part])

    def _gap(self, plane: np.ndarray, row: int, part: int) -> float:
        """Return the share of NaN in what is used of a plane (height, width)."""
        side = self._side(row, part)
        if side is not None or plane.shape != self.shape[:2]:
            plane = square(plane, side)
        return np.isnan(plane).mean()

    def _sized(self, plane: np.ndarray, path: Path, row: int, part: int) -> np.ndarray:
        """Bring one plane (height, width) to the size of the result."""
        side = self._side(row, part)
        if side is None and plane.shape == self.shape[:2]:
            return plane
        # As float32, which the resampling takes.
        with np.errstate(over="ignore"):
            infinite = np.isinf(plane.astype(np.float32)).any()
        if infinite:
            raise ValueError(
                f"{path} has infinite values, or values that are too large for float32 "
                "(above 3.4e38), which cannot be resampled: set them to NaN, or leave "
                "this image out"
            )
        return resampled(plane, self.shape[0], side)
