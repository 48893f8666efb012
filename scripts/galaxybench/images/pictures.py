"""Pictures of any size and mode, and arrays of pixels, brought to one size.

A picture is rotated as its EXIF tag says, cropped to the centre square and resampled.
Transparent pixels become black. Pictures of 16 bits per channel are scaled by the
number of bits that are in use, the same for every image: cameras store 10, 12 or 14
bits in such files, which do not say so, and scaled by 65535 they would be nearly black.
"""

import numpy as np
from PIL import Image, ImageOps

from galaxybench.images.picture_files import bits_of_file


def to_pixels(
    image: Image.Image, shape: tuple[int, int, int], bits: int | None = None
) -> np.ndarray:
    """Decode a picture, crop it to the centre square and resample it.

    The result is uint8 of `shape`, (height, width, 1 or 3). If that is not square, the
    picture must have exactly this size, because nothing is stretched. `bits` are those
    in use in pictures of 16 bits per channel; None refuses these. Their value
    2**bits - 1 becomes 255.

    Raises:
        ValueError: the pixels are signed, 32-bit or floating point, do not fit into
            `bits`, or the size does not fit.
        Exception: Pillow raises nearly anything for damaged files.
    """
    height, width, channels = shape
    stored = bits_of_file(image)
    # A JPEG decodes faster at a fraction of its size. Twice the target size leaves
    # enough detail for the resampling.
    image.draft(None, (2 * width, 2 * height))
    plain = ImageOps.exif_transpose(image)
    if stored > 8:
        plain = _upper_bits(plain, bits if stored == 16 else stored)
    plain = _opaque(plain).convert("L" if channels == 1 else "RGB")
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


def _upper_bits(image: Image.Image, bits: int | None) -> Image.Image:
    """Convert to 8 bits per channel: the upper ones of those in use."""
    if image.mode in ("I", "F"):
        raise ValueError(
            "got pixels of 32 bits or floats, expected 8 or 16 bits: save it again"
        )
    grey = image.mode.startswith("I;16")
    # Of coloured pixels, Pillow itself has dropped the lower eight bits.
    values = np.asarray(image if grey else image.convert("RGB"))
    highest = int(values.max()) if grey else int(values.max()) << 8
    if bits is None:
        raise ValueError(
            f"got 16 bits per channel, with values up to {highest}, which "
            f"{max(9, highest.bit_length())} bits can hold: say with the option `bits` "
            "of the data set how many are in use, or save it with 8 bits"
        )
    if highest >> bits:
        raise ValueError(
            f"got the value {highest}, allowed for `bits: {bits}`: at most "
            f"{(1 << bits) - 1}"
        )
    if grey:
        return Image.fromarray((values >> (bits - 8)).astype(np.uint8))
    if bits < 16:
        raise ValueError(
            f"got 16 bits per channel in colour, which can be read with `bits: 16` "
            f"only, not {bits}: save it with 8 bits"
        )
    return image


def _opaque(image: Image.Image) -> Image.Image:
    """Convert to an image without transparency."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "black"), image)
    return image
