"""Small files in the formats of the data sources."""

import io
import tarfile
from importlib import import_module

import h5py
import numpy as np
import pytest
from PIL import Image

from galaxybench.config import declarations
from tests.helpers.catalogs import write_catalog
from tests.helpers.idx_files import write_idx


def images_of(rows, height=9, width=9, channels=3):
    """Random images, no two the same."""
    rng = np.random.default_rng(1)
    return rng.integers(0, 256, (rows, height, width, channels), np.uint8)


@pytest.fixture
def write_galaxy10(tmp_path):
    """Write an HDF5 file in the layout of Galaxy10; None leaves a key out."""

    def write(rows=23, classes=10, attributes=None, **columns):
        rng = np.random.default_rng(2)
        content = {
            "images": images_of(rows),
            "ans": np.arange(rows, dtype=np.uint8) % classes,
            "ra": rng.uniform(0, 360, rows),
            "dec": rng.uniform(-90, 90, rows),
            "redshift": np.where(np.arange(rows) % 3, 0.1, np.nan),
            "pxscale": np.full(rows, 0.262),
        } | columns
        path = tmp_path / "galaxies.h5"
        with h5py.File(path, "w") as file:
            for key, values in content.items():
                if values is not None:
                    file[key] = values
            file.attrs.update(attributes or {})
        return path

    return write


@pytest.fixture
def write_mnist(tmp_path):
    """Write the four files of the MNIST family; gives their paths and pixels."""

    def write(train=12, test=5):
        paths, parts = [], images_of(train + test, 28, 28, 1)[..., 0]
        for part, pixels in (("train", parts[:train]), ("t10k", parts[train:])):
            for what, values in (
                ("images-idx3", pixels),
                ("labels-idx1", np.arange(len(pixels), dtype=np.uint8) % 10),
            ):
                paths.append(tmp_path / f"{part}-{what}-ubyte.gz")
                write_idx(paths[-1], values)
        return paths, parts

    return write


@pytest.fixture
def write_cifar100(tmp_path):
    """Write an archive of the binary version; gives its path and the pixels."""

    def write(train=12, test=5, /, **contents):
        pixels = images_of(train + test, 32, 32)
        fine = np.arange(len(pixels), dtype=np.uint8) % 100
        planes = pixels.transpose(0, 3, 1, 2).reshape(len(pixels), -1)
        records = np.column_stack([fine // 5, fine, planes])
        parts = {"train": records[:train].tobytes(), "test": records[train:].tobytes()}
        path = tmp_path / "cifar-100-binary.tar.gz"
        with tarfile.open(path, "w:gz") as archive:
            for name, content in (parts | contents).items():
                if content is not None:
                    member = tarfile.TarInfo(f"cifar-100-binary/{name}.bin")
                    member.size = len(content)
                    archive.addfile(member, io.BytesIO(content))
        return path, pixels

    return write


@pytest.fixture
def write_folder(tmp_path):
    """Write a folder of three classes with one image of every kind in each."""

    def write():
        root = tmp_path / "pictures"
        colour = images_of(1, 40, 30)[0]
        grey = Image.fromarray(colour[..., 0])
        deep = Image.fromarray(colour[..., 0].astype(np.uint16) * 257)
        kinds = {
            "colour.jpg": Image.fromarray(colour),
            "colour.png": Image.fromarray(colour),
            "colour.TIFF": Image.fromarray(colour),
            "grey.jpeg": grey,
            "grey.png": grey,
            "deep.png": deep,
            "deep.tif": deep,
            "palette.png": Image.fromarray(colour).quantize(16),
            "alpha.png": Image.fromarray(colour).convert("RGBA"),
            "bilevel.tif": grey.convert("1"),
            "inks.jpg": Image.fromarray(colour).convert("CMYK"),
        }
        for name in ("spiral", "elliptical", "edge on"):
            folder = root / name
            folder.mkdir(parents=True)
            for file, image in kinds.items():
                image.save(folder / file)
            (folder / ".hidden").write_text("not an image")
        (root / "LICENSE").write_text("a file beside the folders")
        return root

    return write


@pytest.fixture
def write_answers(tmp_path):
    """Write a CSV file of predictions; gives its path."""

    def write(text=None):
        path = tmp_path / "answers.csv"
        rows = "".join(f"{row % 3},{(row * 7) % 3}\n" for row in range(23))
        path.write_text(text or f"predict,test\n{rows}")
        return path

    return write


@pytest.fixture
def write_catalog_files(tmp_path):
    """Write a table beside a folder of pictures; gives the options that read them."""

    def write():
        write_catalog(tmp_path)
        places = {
            "table": str(tmp_path / "cat.csv"),
            "images": str(tmp_path / "thumbs"),
        }
        return places | {"file": "name", "label": "type", "size": 12}

    return write


@pytest.fixture
def write_npz(tmp_path):
    """Write a .npz file in parts; gives its path."""

    def write():
        pixels, path = images_of(12), tmp_path / "parts.npz"
        labels = np.arange(12)[:, None] % 3
        rows = {"train": slice(0, 6), "val": slice(6, 9), "test": slice(9, 12)}
        arrays = {f"{part}_images": pixels[piece] for part, piece in rows.items()}
        arrays |= {f"{part}_labels": labels[piece] for part, piece in rows.items()}
        np.savez(path, **arrays)
        return path

    return write


@pytest.fixture
def open_with_defaults():
    """Open a source with its declared defaults and the options given."""

    def open_(source, files=(), **options):
        declared = declarations.source(source).options
        defaults = {k: v["default"] for k, v in declared.items() if "default" in v}
        module = import_module(f"galaxybench.datasets.{source}")
        return module.open_source(list(files), defaults | options)

    return open_
