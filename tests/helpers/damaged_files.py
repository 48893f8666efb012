"""What a damaged or cut file is made of, and what is said of it."""

import json

import numpy as np
from astropy.table import Table

from galaxybench.images.fits import write_cube

POINTER = b"""version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
"""
LFS = ["is a pointer of Git LFS", "git lfs pull"]
CUT = ["is not JSON, or was cut off", "Delete it and run the same command again"]
LABELS = np.arange(12) % 3
SPLIT = json.dumps({"classes": ["a", "b", "c"], "images": {"test": 12}}).encode()
"""A split.json of the twelve test images."""


def write_test_split(path):
    """Write twelve images of three classes."""
    images = np.arange(12 * 48, dtype=np.uint8).reshape(12, 4, 4, 3)
    rows = np.arange(12)
    catalog = Table({"source_index": rows, "split_group": rows})
    write_cube(path, [images], images.shape, LABELS, catalog, ["a", "b", "c"], {})


def half(content: bytes) -> bytes:
    """The first half."""
    return content[: len(content) // 2]
