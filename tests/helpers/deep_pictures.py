"""Files of pictures with more than 8 bits per channel, which Pillow does not write."""

import struct
import zlib

import numpy as np


def deep_png(values: np.ndarray) -> bytes:
    """A PNG of values (height, width, 3) uint16."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checked = name + content
        return struct.pack(">I", len(content)) + checked + _crc(checked)

    height, width, _ = values.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    header = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"IEND", b""),
        ]
    )


def deep_tiff(
    values: np.ndarray,
    bits: int = 16,
    *,
    photometric: int | None = None,
    apart: bool = False,
    signed: bool = False,
) -> bytes:
    """A TIFF of values (height, width) or (height, width, 3) uint16.

    Args:
        values: the pixels.
        bits: bits per channel, 8, 12 or 16.
        photometric: the tag of that name; 0 means that white is 0.
        apart: store one channel after another.
        signed: say that the values are signed.
    """
    height, width, *channels = values.shape
    count = channels[0] if channels else 1
    if photometric is None:
        photometric = 2 if count == 3 else 1
    stored = values.transpose(2, 0, 1) if apart else values
    pixels = _packed(stored, bits)
    strips = count if apart else 1
    size = len(pixels) // strips
    tags = [
        (256, "H", [width]),
        (257, "H", [height]),
        (258, "H", [bits] * count),
        (259, "H", [1]),
        (262, "H", [photometric]),
        (273, "I", [8 + size * strip for strip in range(strips)]),
        (277, "H", [count]),
        (278, "I", [height]),
        (279, "I", [size] * strips),
        (284, "H", [2 if apart else 1]),
        (339, "H", [2 if signed else 1] * count),
    ]
    start = 8 + len(pixels)
    beyond = start + 2 + 12 * len(tags) + 4
    entries, extra = [], b""
    for tag, form, numbers in tags:
        content = struct.pack(f"<{len(numbers)}{form}", *numbers)
        if len(content) > 4:
            place = struct.pack("<I", beyond + len(extra))
            extra, content = extra + content, place
        kind = {"H": 3, "I": 4}[form]
        entries.append(struct.pack("<HHI", tag, kind, len(numbers)))
        entries.append(content.ljust(4, b"\0"))
    table = struct.pack("<H", len(tags)) + b"".join(entries) + bytes(4)
    return b"II*\0" + struct.pack("<I", start) + pixels + table + extra


def _packed(values: np.ndarray, bits: int) -> bytes:
    if bits == 8:
        return values.astype(np.uint8).tobytes()
    if bits == 16:
        return values.astype("<u2").tobytes()
    first, second = values.ravel()[::2].astype(int), values.ravel()[1::2].astype(int)
    three = [first >> 4, (first & 15) << 4 | second >> 8, second & 255]
    return np.stack(three, axis=1).astype(np.uint8).tobytes()


def _crc(content: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(content))
