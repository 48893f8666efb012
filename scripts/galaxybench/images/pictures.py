"""One picture, whatever its size and mode, into the pixels that everything here reads.

Turned as its EXIF tag says, cropped to the centre square and resampled. 16-bit values
are scaled by the full range, 65535 to 255, the same for every image; what is
transparent becomes black.
"""

import numpy as np
from PIL import Image, ImageOps

SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff")
"""Of the files that are taken for pictures, in small letters."""


def to_pixels(image: Image.Image, shape: tuple[int, int, int]) -> np.ndarray:
    """Decode a picture.

    Args:
        image: opened and not decoded yet, or made from an array.
        shape: (height, width, 1 or 3) to bring it to. A shape that is no square is
            possible for pictures of just this size: nothing is stretched.

    Returns:
        `shape` uint8.

    Raises:
        ValueError: its pixels are of 32 bits or floats, or its size is not possible.
            Damaged files make Pillow raise nearly anything.
    """
    height, width, channels = shape
    # JPEG decodes faster to a fraction of its size; twice what is asked for leaves the
    # resampling enough to work on.
    image.draft(None, (2 * width, 2 * height))
    plain = _eight_bits(ImageOps.exif_transpose(image))
    plain = plain.convert("L" if channels == 1 else "RGB")
    if plain.size != (width, height):
        if height != width:
            raise ValueError(
                f"its size is {plain.width}x{plain.height}, needed is {width}x{height}:"
                " only squares are cropped and resized"
            )
        plain = resize_square(plain, width)
    return np.asarray(plain).reshape(shape)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Give an opaque image of 8 bits a channel."""
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in ("I", "F"):
        raise ValueError("pixels of 32 bits or floats: save it with 8 or 16 bits")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "black"), image)
    return image


def resize_square(image: Image.Image, size: int) -> Image.Image:
    """Cut the largest square out of the centre and resample it to `size` pixels."""
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    # Not resize(box=...): that lets the pixels around the box bleed into its edge.
    square = image.crop((left, top, left + side, top + side))
    return square.resize((size, size), Image.Resampling.LANCZOS)


def resize_batch(images: np.ndarray, size: int) -> np.ndarray:
    """Resize every image.

    Args:
        images: (n, height, width, 1 or 3) uint8.
        size: pixels on a side afterwards.

    Returns:
        (n, size, size, 1 or 3) uint8.
    """
    channels = images.shape[-1]
    resized = np.empty((len(images), size, size, channels), np.uint8)
    for target, image in zip(resized, images, strict=True):
        picture = Image.fromarray(image[..., 0] if channels == 1 else image)
        target[:] = np.asarray(resize_square(picture, size)).reshape(target.shape)
    return resized
