"""The image format: what is written is read back, streamed, signed and never half."""

import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from galaxybench.images.fits import (
    content_hashes,
    open_cube,
    read_catalog,
    read_classes,
    read_labels,
    read_provenance,
    write_cube,
)

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
CLASSES = ["Round Smooth", "Edge-on, é " + "x" * 90, "It's a merger"]
HEADER = {
    "source": "galaxy10_decals",
    "citation": "@article{Leung,\n  author = {Sérsic, J. and O'Neil},\n"
    + "a b " * 50
    + "}",
    "SIMULATED": "T",
    "split_seed": 1001,
    "split_method_in_words": "long \\ " * 30 + "end",
}


@pytest.fixture
def cube() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (37, 7, 5, 3), dtype=np.uint8)


@pytest.fixture
def catalog() -> Table:
    rows = np.arange(37)
    return Table(
        {
            "source_index": rows,
            "ra": np.where(rows == 3, np.nan, rows / 7),
            "file": [f"ü{row}.jpg" for row in rows],
            "barred": rows % 2 == 0,
            "votes": np.ones((37, 2), dtype=np.float32),
        }
    )


def write(path, cube, rows, **change):
    arguments = {
        "batches": [cube[:10], cube[10:11], cube[11:]],
        "shape": cube.shape,
        "labels": np.arange(len(cube)) % 3,
        "catalog": rows,
        "classes": CLASSES,
        "header": HEADER,
    }
    return write_cube(path, **(arguments | change))


def test_round_trip(tmp_path, cube, catalog):
    path = tmp_path / "new" / "images.fits"
    write(path, cube, catalog)
    images = open_cube(path)
    np.testing.assert_array_equal(images, cube)
    assert isinstance(images, np.memmap) and not images.flags.writeable
    assert read_labels(path).dtype == np.int64
    np.testing.assert_array_equal(read_labels(path), np.arange(37) % 3)
    assert read_classes(path) == CLASSES
    assert read_provenance(path) == {key: str(value) for key, value in HEADER.items()}
    table = read_catalog(path)
    assert table.colnames == catalog.colnames
    for name in table.colnames:
        np.testing.assert_array_equal(table[name], catalog[name])
        assert table[name].dtype.isnative
        assert table[name].dtype.kind == catalog[name].dtype.kind
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("images", [1, 2, 3, 960])
@pytest.mark.parametrize("channels", [1, 3])
def test_checksums_hold_and_the_standard_is_kept(tmp_path, images, channels):
    cube = np.random.default_rng(images).integers(0, 256, (images, 1, 1, channels))
    path = tmp_path / "images.fits"
    catalog = Table({"source_index": np.arange(images)})
    write(
        path,
        cube.astype(np.uint8),
        catalog,
        batches=np.array_split(cube.astype(np.uint8), min(images, 7)),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with fits.open(path, checksum=True) as hdus:
            for hdu in hdus:
                hdu.verify("exception")
                assert {"CHECKSUM", "DATASUM"} <= set(hdu.header)
                at = hdu.fileinfo()
                end = at["datLoc"] + at["datSpan"]
                whole = np.frombuffer(path.read_bytes()[at["hdrLoc"] : end], ">u4")
                # The sum of a signed HDU is minus zero in ones' complement.
                assert whole.sum(dtype=np.uint64) % np.uint64(2**32 - 1) == 0
            np.testing.assert_array_equal(hdus[0].data, cube)


def test_a_changed_pixel_breaks_the_checksum(tmp_path, cube, catalog):
    path = tmp_path / "images.fits"
    write(path, cube, catalog)
    with path.open("r+b") as file:
        file.seek(open_cube(path).offset + 100)
        file.write(bytes([cube.ravel()[100] ^ 1]))
    with (
        pytest.warns(UserWarning, match="Datasum verification failed"),
        pytest.warns(UserWarning, match="Checksum verification failed"),
    ):
        fits.open(path, checksum=True).close()


def test_reading_code_of_the_source_studies(tmp_path, cube, catalog):
    path = tmp_path / "train.fits"
    write(path, cube, catalog)
    with fits.open(path) as hdul:
        x_train, y_train = hdul[0].data, hdul[1].data
        assert x_train.shape == (37, 7, 5, 3) and x_train.dtype == np.uint8
        np.testing.assert_array_equal(x_train / 255.0, cube / 255.0)
        assert y_train.tolist() == [row % 3 for row in range(37)]
        assert hdul[0].header["CLASS0"] == "Round Smooth"
        assert hdul[0].header["SIMULATED"] == "T"
        assert hdul["CATALOG"].data["source_index"][5] == 5


def test_equal_contents_give_equal_files(tmp_path, cube, catalog):
    write(tmp_path / "a.fits", cube, catalog)
    time.sleep(1.1)  # a date in a header would differ
    write(tmp_path / "b.fits", cube, catalog, batches=[cube])
    assert (tmp_path / "a.fits").read_bytes() == (tmp_path / "b.fits").read_bytes()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"batches": []}, "got 0 images, expected 37"),
        (
            {"batches": [np.zeros((38, 7, 5, 3), np.uint8)]},
            "got 38 images, expected 37",
        ),
        (
            {"batches": [np.zeros((37, 7, 5, 1), np.uint8)]},
            r"got .*\(7, 5, 1\) uint8",
        ),
        ({"batches": [np.zeros((37, 7, 5, 3))]}, "float64"),
        ({"labels": np.zeros(36, int)}, "36 labels"),
        ({"labels": np.full(37, 3)}, "there are 3 classes"),
        ({"catalog": Table({"source_index": [1]})}, "1 catalog rows"),
        ({"header": {"BitPix": 1}}, "'BitPix' is taken"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(
    tmp_path, cube, catalog, change, message
):
    with pytest.raises(ValueError, match=message):
        write(tmp_path / "images.fits", cube, catalog, **change)
    assert list(tmp_path.iterdir()) == []


def test_thousands_of_class_names_need_no_warning(tmp_path, cube, catalog):
    names = [f"class {number}" for number in range(1100)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write(tmp_path / "a.fits", cube, catalog, classes=names)
    assert read_classes(tmp_path / "a.fits") == names


def test_an_error_keeps_the_older_file(tmp_path, cube, catalog):
    path = tmp_path / "images.fits"
    write(path, cube, catalog)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="got 5 images, expected 37"):
        write(path, cube, catalog, batches=[cube[:5]])
    assert path.read_bytes() == before


def test_the_catalog_gets_the_hashes_of_what_was_written(tmp_path, cube, catalog):
    path = tmp_path / "images.fits"
    columns = ["source_index", "content", "ra"]
    catalog["content"] = "old"
    hashes = write(path, cube, catalog[columns], hash_content=True)
    assert hashes == content_hashes(cube) and len(set(hashes)) == 37
    assert read_catalog(path).colnames == columns
    assert read_catalog(path)["content"].tolist() == hashes
    assert catalog["content"][0] == "old"


def test_a_killed_writer_leaves_nothing_under_the_final_name(tmp_path):
    path = tmp_path / "images.fits"
    code = (
        "import sys, time, numpy as np\n"
        "from astropy.table import Table\n"
        "from galaxybench.images.fits import write_cube\n"
        "def batches():\n"
        "    yield np.zeros((5, 99, 99, 3), np.uint8)\n"
        "    print('half', flush=True)\n"
        "    time.sleep(60)\n"
        "write_cube(sys.argv[1], batches(), (10, 99, 99, 3), np.zeros(10, int),\n"
        "           Table({'source_index': np.arange(10)}), ['a'], {})\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
    )
    assert process.stdout.readline() == b"half\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert not path.exists()
    (leftover,) = tmp_path.iterdir()

    images = np.ones((10, 99, 99, 3), np.uint8)
    catalog = Table({"source_index": np.arange(10)})
    write_cube(path, [images], images.shape, np.zeros(10, int), catalog, ["a"], {})
    assert list(tmp_path.iterdir()) == [path] and path != leftover
    assert open_cube(path).min() == 1


@pytest.mark.filterwarnings("ignore:non-ASCII characters")
@pytest.mark.parametrize(
    "content", [b"", b"plain text", bytes(range(256)) * 40, b" " * 5760]
)
@pytest.mark.parametrize(
    "read", [open_cube, read_labels, read_catalog, read_classes, read_provenance]
)
def test_a_file_that_is_not_fits(tmp_path, content, read):
    path = tmp_path / "images.fits"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=f"{path} is not"):
        read(path)


def test_a_fits_file_of_somebody_else(tmp_path):
    path = tmp_path / "images.fits"
    fits.PrimaryHDU(np.zeros((4, 3, 2, 2), np.uint8)).writeto(path)
    with pytest.raises(ValueError, match="not an image file of galaxybench"):
        open_cube(path)


@pytest.mark.filterwarnings("ignore:File may have been truncated")
def test_a_truncated_file(tmp_path, cube, catalog):
    path = tmp_path / "images.fits"
    write(path, cube, catalog)
    end = open_cube(path).offset + 2 * 2880  # 3,885 pixels take two blocks
    whole = path.read_bytes()
    path.write_bytes(whole[: end - 1])
    with pytest.raises(ValueError, match="is truncated: .* 37 images"):
        open_cube(path)
    path.write_bytes(whole[: end + 2880])
    for read in (read_labels, read_catalog):
        with pytest.raises(ValueError, match="is truncated or damaged: HDU"):
            read(path)


def mapped_kb() -> int:
    """Memory of this process that is pages of files."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssFile:")[1].split()[0])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")
def test_opening_reads_no_pixels(tmp_path):
    path = tmp_path / "images.fits"
    shape = (4000, 64, 64, 3)
    batches = (np.zeros((100, 64, 64, 3), np.uint8) for _ in range(40))
    catalog = Table({"source_index": np.arange(4000)})
    write_cube(path, batches, shape, np.zeros(4000, int), catalog, ["a"], {})
    before = mapped_kb()
    images = open_cube(path)
    assert images[-1].shape == (64, 64, 3)
    opened = mapped_kb() - before
    assert np.asarray(images).sum() == 0  # reads all 48,000 kB
    assert opened < 4_000 < 40_000 < mapped_kb() - before


def test_columns_that_are_measured_while_writing(tmp_path, cube, catalog):
    path = tmp_path / "images.fits"
    write(path, cube, catalog, measured=lambda: {"nan_fraction": np.arange(37) / 37})
    assert read_catalog(path)["nan_fraction"][36] == 36 / 37
