"""Compressed IDX files."""

import gzip
import struct
from pathlib import Path

import numpy as np


def write_idx(path: Path, values: np.ndarray, kind: int = 8) -> None:
    """Write one compressed IDX file whose header gives the type `kind`."""
    start = struct.pack(">BBBB", 0, 0, kind, values.ndim)
    lengths = struct.pack(f">{values.ndim}I", *values.shape)
    path.write_bytes(gzip.compress(start + lengths + values.tobytes()))
