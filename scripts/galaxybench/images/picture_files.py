"""Files of pictures: a JPEG, PNG or TIFF of one picture is opened, all else is refused.

The content decides, not the name. Left to itself, Pillow opens some fifty formats under
any name; for one of them (EPS) it runs Ghostscript.
"""

from pathlib import Path
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from galaxybench.config.user_files import regular
from galaxybench.files import refuse_pointer

FORMATS = ("JPEG", "PNG", "TIFF")
"""The formats that are opened, by their names in Pillow."""
FIRST_ONLY = "MPO"
"""Pillow's name for a JPEG with further pictures, such as previews, behind it. Every
program shows the first one."""
# Tags of TIFF, and values of theirs.
_BITS, _PHOTOMETRIC, _PLANES, _SAMPLE_FORMAT = 258, 262, 284, 339
_WHITE_IS_ZERO, _APART, _SIGNED = 0, 2, 2


def open_picture(file: Path | BinaryIO) -> Image.Image:
    """Open a picture; its pixels are decoded when they are used.

    Raises:
        OSError: the file does not exist, or may not be read.
        ValueError: it is not a regular file, or holds something else than one picture
            of these formats, or too many pixels.
        Exception: Pillow raises nearly anything for damaged files.
    """
    if isinstance(file, Path):
        regular(file)
    try:
        image = Image.open(file, formats=FORMATS)
    except UnidentifiedImageError:
        if isinstance(file, Path):
            refuse_pointer(file)
        raise ValueError(
            "its content is no JPEG, PNG or TIFF that can be read, whatever its name "
            "says"
        ) from None
    except Image.DecompressionBombError as error:
        raise ValueError(f"it has too many pixels: {error}") from error
    try:
        _check(image)
    except BaseException:
        image.close()
        raise
    return image


def bits_of_file(image: Image.Image) -> int:
    """Return the bits per channel in the file of a picture that is not decoded yet.

    Pillow itself tells it for grey pictures only, and takes the upper eight bits of
    others. An image that comes from no file has 8.
    """
    if image.format == "TIFF":
        return max(image.tag_v2.get(_BITS, (1,)))
    tiles = getattr(image, "tile", ())
    return 16 if any(";16" in str(tile.args) for tile in tiles) else 8


def _check(image: Image.Image) -> None:
    """Refuse several pictures, and the TIFFs whose pixels Pillow would misread."""
    pictures = getattr(image, "n_frames", 1)
    if pictures > 1 and image.format != FIRST_ONLY:
        raise ValueError(
            f"it holds {pictures} pictures, expected one: save one picture per file"
        )
    if image.format == "TIFF":
        deep, found = bits_of_file(image) > 8, image.tag_v2.get
        for what, misread in (
            ("signed integers", _SIGNED in found(_SAMPLE_FORMAT, ())),
            ("0 for white", deep and found(_PHOTOMETRIC) == _WHITE_IS_ZERO),
            ("its channels one after another", deep and found(_PLANES) == _APART),
        ):
            if misread:
                raise ValueError(
                    f"it is a TIFF of {bits_of_file(image)} bits with {what}, which "
                    "cannot be read: save it again"
                )
