"""Pictures of any size and mode, and arrays of pixels, brought to one size.

A picture is rotated as its EXIF tag says, cropped to the centre square and resampled.
Transparent pixels become black. Pictures of 16 bits per channel are scaled by the
number of bits that are in use, the same for every image: cameras store 10, 12 or 14
bits in such files, which do not say so, and scaled by 65535 they would be nearly black.
"""

import numpy as np
from PIL import Image, ImageOps

from galaxybench.images.flux_resampling import resampled
from galaxybench.images.picture_files import bits_of_file

UNUSED = 2
"""Bits in use that no picture of a data set fills, from which users are warned."""

COLOURED = " in colour or with transparency"


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


def bits_needed(highest: int) -> int:
    """Return the smallest number of bits in use that can hold the value `highest`."""
    return max(9, highest.bit_length())


def highest_value(image: Image.Image) -> int:
    """Return the highest value of a picture of 16 bits per channel.

    Of coloured pixels, Pillow itself has dropped the lower eight bits: they are 0.
    """
    if image.mode.startswith("I;16"):
        return int(np.asarray(image).max())
    return int(np.asarray(image.convert("RGB")).max()) << 8


def too_dark(highest: int, bits: int, colour: bool) -> str | None:
    """Warn of pictures that fill far less than the `bits` in use; None if they do not.

    Args:
        highest: the highest value of all pictures of 16 bits per channel.
        bits: the option of the data set.
        colour: whether some of these pictures are in colour.
    """
    needed = bits_needed(highest)
    if needed > bits - UNUSED:
        return None
    cure = (
        f"save them with 8 bits, so that {(1 << needed) - 1} becomes 255"
        if colour
        else f"set `bits: {needed}`"
    )
    return (
        f"the pictures of 16 bits per channel are nearly black: their highest value is "
        f"{highest}, where `bits: {bits}` allows {(1 << bits) - 1}, so that the "
        f"brightest pixel of all is {highest >> (bits - 8)} of 255. If {needed} bits "
        f"are in use, {cure}"
    )


def resize_batch(images: np.ndarray, size: int) -> np.ndarray:
    """Bring images (n, height, width, channels) to (n, size, size, channels).

    Pictures, uint8 with 1 or 3 channels, are resampled as by `to_pixels`. Fluxes,
    float32 with any number of bands, are neither clipped nor rounded. The brightness of
    a surface stays, so that the sum over an image changes with the number of pixels.
    """
    resized = np.empty((len(images), size, size, images.shape[-1]), images.dtype)
    for target, image in zip(resized, images, strict=True):
        if image.dtype == np.uint8 and image.shape[-1] in (1, 3):
            target[:] = to_pixels(to_picture(image), target.shape)
        else:
            for band in range(image.shape[-1]):
                target[..., band] = resampled(image[..., band], size)
    return resized


def _upper_bits(image: Image.Image, bits: int | None) -> Image.Image:
    """Convert to 8 bits per channel: the upper ones of those in use."""
    if image.mode in ("I", "F"):
        raise ValueError(
            "got pixels of 32 bits or floats, expected 8 or 16 bits: save it again"
        )
    grey = image.mode.startswith("I;16")
    highest = highest_value(image)
    if bits is None:
        raise ValueError(
            f"got 16 bits per channel{'' if grey else COLOURED}, with values up to "
            f"{highest}, which {bits_needed(highest)} bits can hold: {_cure(grey)}"
        )
    if highest >> bits:
        raise ValueError(
            f"got the value {highest}, allowed for `bits: {bits}`: at most "
            f"{(1 << bits) - 1}"
        )
    if grey:
        return Image.fromarray((np.asarray(image) >> (bits - 8)).astype(np.uint8))
    if bits < 16:
        raise ValueError(
            f"got 16 bits per channel{COLOURED}, of which the upper eight can be "
            f"read, not those for `bits: {bits}`: {_cure(grey)}"
        )
    return image


def _cure(grey: bool) -> str:
    """Say how to make a picture of 16 bits per channel one that can be read."""
    if grey:
        return (
            "say with the option `bits` of the data set how many are in use, or save "
            "it with 8 bits"
        )
    return (
        "save it with 8 bits, so that the highest value that the camera can give "
        "becomes 255. Only where that is 65535, `bits: 16` of the data set reads it"
    )


def _opaque(image: Image.Image) -> Image.Image:
    """Convert to an image without transparency."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "black"), image)
    return image
