"""What is known of images without their pixels, in the same format."""

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from galaxybench.images.fits import (
    has_pixels,
    open_cube,
    read_catalog,
    read_classes,
    read_labels,
    read_provenance,
    write_cube,
)


def write(path, images):
    rows = np.arange(images)
    return write_cube(
        path,
        batches=(),
        shape=(images,),
        labels=rows % 3,
        catalog=Table({"source_index": rows}),
        classes=["a", "b", "c"],
        header={"source": "predictions"},
        hash_content=True,
    )


def test_labels_without_pixels(tmp_path):
    path = tmp_path / "test.fits"
    assert write(path, 37) == []
    assert not has_pixels(path)
    assert read_labels(path).tolist() == (np.arange(37) % 3).tolist()
    assert read_catalog(path).colnames == ["source_index"]
    assert read_classes(path) == ["a", "b", "c"]
    assert read_provenance(path)["source"] == "predictions"
    with pytest.raises(ValueError, match="test.fits has no images: its data set was"):
        open_cube(path)
    with fits.open(path, checksum=True) as hdus:
        assert hdus[0].data is None
        hdus.verify("exception")


def test_a_part_without_rows(tmp_path):
    path = tmp_path / "train.fits"
    write(path, 0)
    assert len(read_labels(path)) == len(read_catalog(path)) == 0
