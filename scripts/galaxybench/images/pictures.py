"""Pictures of any size and mode, and arrays of pixels, brought to one size.

A picture is rotated as its EXIF tag says, cropped to the centre square and resampled.
16-bit values are scaled by their full range, 65535 to 255, the same for every image.
Transparent pixels become black.
"""

import numpy as np
from PIL import Image, ImageOps

SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff")
"""File name endings of pictures, in lower case."""


def to_pixels(image: Image.Image, shape: tuple[int, int, int]) -> np.ndarray:
    """Decode a picture, crop it to the centre square and resample it.

    The result is uint8 of `shape`, (height, width, 1 or 3). If that is not square, the
    picture must have exactly this size, because nothing is stretched.

    Raises:
        ValueError: the pixels are 32-bit or floating point, or the size does not fit.
        Exception: Pillow raises nearly anything for damaged files.
    """
    height, width, channels = shape
    # A JPEG decodes faster at a fraction of its size. Twice the target size leaves
    # enough detail for the resampling.
    image.draft(None, (2 * width, 2 * height))
    plain = _eight_bits(ImageOps.exif_transpose(image))
    plain = plain.convert("L" if channels == 1 else "RGB")
    if plain.size != (width, height):
        if height != width:
            raise ValueError(
                f"got {plain.width}x{plain.height} pixels, expected {width}x{height}: "
                "only squares are cropped and resized"
            )
        side = min(plain.size)
        left, top = (plain.width - side) // 2, (plain.height - side) // 2
        # resize(box=...) would let the pixels around the box bleed into its edge.
        square = plain.crop((left, top, left + side, top + side))
        plain = square.resize((width, width), Image.Resampling.LANCZOS)
    return np.asarray(plain).reshape(shape)


def to_picture(pixels: np.ndarray) -> Image.Image:
    """Make a picture of an array (height, width, 1, 3 or 4) uint8."""
    return Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)


def resize_batch(images: np.ndarray, size: int) -> np.ndarray:
    """Bring images (n, height, width, 1 or 3) uint8 to (n, size, size, 1 or 3)."""
    resized = np.empty((len(images), size, size, images.shape[-1]), np.uint8)
    for target, image in zip(resized, images, strict=True):
        target[:] = to_pixels(to_picture(image), target.shape)
    return resized


def _eight_bits(image: Image.Image) -> Image.Image:
    """Convert to an opaque image with 8 bits per channel."""
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in ("I", "F"):
        raise ValueError(
            "got pixels of 32 bits or floats, expected 8 or 16 bits: save it again"
        )
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "black"), image)
    return image
