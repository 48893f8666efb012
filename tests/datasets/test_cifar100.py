import hashlib
import tarfile

import numpy as np
import pytest

from galaxybench.config import declarations
from galaxybench.datasets import cifar100
from galaxybench.download.fetch import fetch
from tests.helpers.loopback import serve

PARTIAL = "real/cifar-100-binary-partial.tar.gz"
SHA256 = "929fc671ba608139a3437220ba85db326f0b465641f4278031a6e9a36b518c20"


def test_planes_become_pixels_and_training_images_come_first(
    write_cifar100, open_with_defaults
):
    path, pixels = write_cifar100(12, 5)
    images = open_with_defaults("cifar100", [path])
    assert images.catalog["part"].tolist() == ["train"] * 12 + ["test"] * 5
    rows = np.array([0, 11, 12, 16])
    np.testing.assert_array_equal(images.read(rows), pixels[rows])
    assert images.provenance["md5"] == "03b5dce01913d631647c71ecec9e9cb8"


def test_fine_or_coarse_labels(write_cifar100, open_with_defaults):
    path, _ = write_cifar100(12, 5)
    fine = open_with_defaults("cifar100", [path])
    assert (fine.labels[7], len(fine.classes), fine.classes[5]) == (7, 100, "bed")
    coarse = open_with_defaults("cifar100", [path], labels="coarse")
    assert (coarse.labels[7], len(coarse.classes)) == (1, 20)
    assert coarse.classes[5] == "household_electrical_devices"


def test_an_archive_of_ones_own_needs_no_download(write_cifar100, open_with_defaults):
    path, _ = write_cifar100(12, 5)
    images = open_with_defaults("cifar100", [], path=str(path))
    assert len(images) == 17
    assert images.provenance["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert "md5" not in images.provenance  # it is not the official archive


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        ({"test": None}, "test.bin must hold records of 3074 bytes, got no such file"),
        ({"train": bytes(3074 * 2 - 1)}, "train.bin must .* got 6147 bytes"),
        ({"train": b""}, "train.bin must .* got 0 bytes"),
        ({"test": bytes([0, 100] + 3072 * [0])}, "fine labels: labels run from 0 to"),
    ],
)
def test_archives_of_something_else_are_refused(
    write_cifar100, open_with_defaults, contents, message
):
    path, _ = write_cifar100(**contents)
    with pytest.raises(ValueError, match=f"{path}.*{message}"):
        open_with_defaults("cifar100", [path])


def test_files_that_are_not_whole_are_refused(write_cifar100, open_with_defaults):
    path, _ = write_cifar100(12, 5)
    whole = path.read_bytes()
    for content in (whole[: len(whole) // 2], whole[:-4000], b"<html>no</html>", b""):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=f"{path} is truncated or not a gzip"):
            open_with_defaults("cifar100", [path])
    path.unlink()
    with pytest.raises(FileNotFoundError, match=f"no file {path}"):
        open_with_defaults("cifar100", [path])


@pytest.mark.real_data
def test_a_part_of_the_official_archive(shared_data, open_with_defaults):
    path = shared_data / PARTIAL
    images = open_with_defaults("cifar100", [], path=str(path))
    assert (len(images), images.shape) == (1117 + 916, (32, 32, 3))
    train = images.catalog["part"] == "train"
    counts = [np.bincount(images.labels[rows])[[5, 21, 35]] for rows in (train, ~train)]
    assert [count.tolist() for count in counts] == [[15, 8, 10], [4, 10, 8]]
    with tarfile.open(path) as archive:
        names = archive.extractfile("cifar-100-binary/fine_label_names.txt").read()
    assert images.classes == names.decode().split()
    pixels = np.concatenate(list(images.batches())).astype(float)
    # Neighbours are alike in a photograph, and not where planes or rows are mixed up.
    for axis in (1, 2):
        assert np.abs(np.diff(pixels, axis=axis)).mean() < 15 < pixels.std()
    coarse = open_with_defaults("cifar100", [], path=str(path), labels="coarse")
    assert len({*zip(images.labels, coarse.labels, strict=True)}) == 100


@pytest.mark.real_data
def test_an_archive_comes_over_http_as_declared(
    shared_data, tmp_path, open_with_defaults, monkeypatch
):
    """The official address and checksum cannot be had here: these are the part's."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    (declared,) = declarations.source("cifar100").files
    content = (shared_data / PARTIAL).read_bytes()
    with serve({f"/{declared['name']}": content}) as server:
        file = {
            "name": declared["name"],
            "urls": [f"{server.url}/{declared['name']}"],
            "md5": hashlib.md5(content).hexdigest(),
            "size": len(content),
        }
        path = fetch(file, "cifar100", tmp_path / declared["name"])
    assert hashlib.sha256(path.read_bytes()).hexdigest() == SHA256
    assert len(open_with_defaults("cifar100", [path])) == 2033
    assert cifar100.FILES == [declared]
