"""HDF5 files with galaxies, whole and with everything that can be wrong with them."""

import bz2
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np

from galaxybench.images import fits
from tests.helpers.faults import Case

IMAGES = 60
PIXELS = np.random.default_rng(0).integers(1, 256, (IMAGES, 12, 12, 3), np.uint8)
"""No pixel is zero, which HDF5 reads where data are missing."""
LABELS = np.arange(IMAGES) % 3
OBJECTS = np.repeat(np.arange(10), 6)
"""Six images show the same object."""
CHUNK = (10, 12, 12, 3)
BZIP2 = 307
"""Number of a filter that h5py lacks and hdf5plugin has."""
LFS_POINTER = (
    "version https://git-lfs.github.com/spec/v1\n"
    f"oid sha256:{'4d7a2146' * 8}\nsize 210234548\n"
)


def write_hdf5(path: Path, **keys: object) -> Path:
    """Write images, labels and `keys`; None leaves a key out."""
    with h5py.File(path, "w") as file:
        for key, values in ({"images": PIXELS, "ans": LABELS} | keys).items():
            if values is not None:
                file[key] = values
    return path


def virtual(path: Path, key: str = "images", source: str = "parts.h5") -> None:
    """Replace a key by a virtual data set, whose data are in another file."""
    with h5py.File(path, "a") as file:
        layout = h5py.VirtualLayout(file[key].shape, file[key].dtype)
        layout[:] = h5py.VirtualSource(source, key, file[key].shape)
        del file[key]
        file.create_virtual_dataset(key, layout)


def linked(path: Path, key: str = "images", source: str = "parts.h5") -> None:
    """Replace a key by a link to the same key of another file."""
    with h5py.File(path, "a") as file:
        del file[key]
        file[key] = h5py.ExternalLink(source, key)


def linked_twice(path: Path, key: str = "images", source: str = "parts.h5") -> None:
    """Replace a key by a link within the file, through one to another file."""
    with h5py.File(path, "a") as file:
        del file[key]
        file["elsewhere"] = h5py.ExternalLink(source, "/")
        file[key] = h5py.SoftLink(f"/elsewhere/{key}")


def stored_outside(path: Path, key: str = "images", source: str = "parts.raw") -> None:
    """Replace a key by a data set whose bytes are in a file without structure."""
    with h5py.File(path, "a") as file:
        values = file[key][()]
        values.tofile(path.with_name(source))
        del file[key]
        place = [(str(path.with_name(source)), 0, values.nbytes)]
        file.create_dataset(key, values.shape, values.dtype, external=place)


def unwritten(path: Path, key: str = "images") -> None:
    """Replace a key by one of the same shape that was created and never filled."""
    with h5py.File(path, "a") as file:
        shape, dtype = file[key].shape, file[key].dtype
        del file[key]
        file.create_dataset(key, shape, dtype)


def half_written(path: Path) -> None:
    """Keep the first half of the images only, as a writer does that was killed."""
    with h5py.File(path, "a") as file:
        del file["images"]
        images = file.create_dataset("images", PIXELS.shape, np.uint8, chunks=CHUNK)
        images[: IMAGES // 2] = PIXELS[: IMAGES // 2]


def damaged(path: Path) -> None:
    """Compress the images, and overwrite the middle of one chunk."""
    with h5py.File(path, "a") as file:
        del file["images"]
        images = file.create_dataset(
            "images", data=PIXELS, chunks=CHUNK, compression="gzip", fletcher32=True
        )
        start = images.id.get_chunk_info(3).byte_offset
    with path.open("r+b") as stream:
        stream.seek(start + 50)
        stream.write(bytes(30))


def without_codec(path: Path) -> None:
    """Compress the images with bzip2, which HDF5 reads only with a plugin."""
    with h5py.File(path, "a") as file:
        del file["images"]
        made = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        made.set_chunk(CHUNK)
        made.set_filter(BZIP2, h5py.h5z.FLAG_OPTIONAL, (9,))
        images = h5py.h5d.create(
            file.id,
            b"images",
            h5py.h5t.NATIVE_UINT8,
            h5py.h5s.create_simple(PIXELS.shape),
            made,
        )
        for start in range(0, IMAGES, CHUNK[0]):
            chunk = PIXELS[start : start + CHUNK[0]]
            images.write_direct_chunk(
                (start, 0, 0, 0), bz2.compress(chunk.tobytes()), filter_mask=0
            )


def cut(path: Path) -> None:
    """Keep the first half of the file."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def import_case(job: Callable[..., Case], **options: object) -> Case:
    """Make a case that imports galaxies.h5 of its folder."""
    keys = {"path": "galaxies.h5", "images": "images", "labels": "ans", "classes": None}
    keys["nan"] = "refuse"
    dataset = {"source": "hdf5", "selection": {}, "options": keys | options}
    return job(
        "import_dataset",
        input={"files": []},
        output={"images": "images.fits", "summary": "dataset.json"},
        params={"dataset": dataset, "local": None},
    )


def pixels_and_labels(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Read what was imported: (n, height, width, channels) uint8 and (n,) int64."""
    cube = case.folder / "images.fits"
    return np.array(fits.open_cube(cube)), fits.read_labels(cube)


def passes_once_whole(case: Case, **keys: object) -> None:
    """Write the file as it should be, import it, and compare every pixel and label."""
    write_hdf5(case.folder / "galaxies.h5", **keys)
    case.passes()
    pixels, labels = pixels_and_labels(case)
    np.testing.assert_array_equal(pixels, PIXELS)
    np.testing.assert_array_equal(labels, LABELS)
