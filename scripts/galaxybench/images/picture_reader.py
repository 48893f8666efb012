"""Many pictures, read in batches and brought to one size, several at once."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from galaxybench.images.picture_files import bits_of_file, open_picture
from galaxybench.images.pictures import highest_value, to_pixels, too_dark
from galaxybench.machine.cores import available_cores


@dataclass(frozen=True)
class PictureReader:
    """Reads the pictures of a data set.

    Attributes:
        place: the folder or file that they are in, for warnings.
        names: name of every picture (n,), for messages.
        opened: row -> the content of its picture; called by several threads.
        shape: (height, width, channels) of the result.
        bits: those in use in pictures of 16 bits per channel, as for `to_pixels`.
        deep: of every picture of 16 bits that was read, the highest value and whether
            it is in colour.
    """

    place: Path
    names: Sequence[object]
    opened: Callable[[int], BinaryIO]
    shape: tuple[int, int, int]
    bits: int | None
    deep: list[tuple[int, bool]] = field(default_factory=list)

    def read(self, indices: np.ndarray) -> np.ndarray:
        """Read pictures (m,) as (m, height, width, channels) uint8.

        Raises:
            OSError: a file may not be read.
            ValueError: one is no picture, or cannot be used, or changed.
        """
        images = np.empty((len(indices), *self.shape), np.uint8)
        # Pillow releases Python's global lock while it decodes and resamples.
        with ThreadPoolExecutor(available_cores()) as pool:
            decoded = pool.map(self._decode, indices)
            for target, image in zip(images, decoded, strict=True):
                target[:] = image
        return images

    def warnings(self) -> list[str]:
        """Say whether the pictures that were read are nearly black."""
        if not self.deep:
            return []
        highest, colour = (max(column) for column in zip(*self.deep, strict=True))
        dark = too_dark(highest, self.bits, colour)
        return [f"{self.place}: {dark}"] if dark else []

    def _decode(self, row: int) -> np.ndarray:
        with self.opened(row) as content:
            try:
                with open_picture(content) as image:
                    is_deep = bits_of_file(image) == 16  # not known once it is decoded
                    pixels = to_pixels(image, self.shape, self.bits)
                    if is_deep:
                        colour = not image.mode.startswith("I;16")
                        self.deep.append((highest_value(image), colour))
                    return pixels
            # Pillow raises nearly anything for damaged files.
            except Exception as error:
                raise ValueError(
                    f"{self.names[row]} cannot be read as an image ({error}): repair "
                    "or remove it"
                ) from error


def opened_unchanged(path: Path, sha256: str) -> BinaryIO:
    """Open a file whose content was hashed before.

    Raises:
        OSError: it may not be read.
        ValueError: it has changed since.
    """
    file = path.open("rb")
    try:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise ValueError(
                f"{path} changed while its folder was imported: run the same command "
                "again"
            )
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file
