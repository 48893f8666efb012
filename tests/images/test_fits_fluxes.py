"""Fluxes in the image format: float32, to the bit, and never cut off or mixed."""

import warnings

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from galaxybench.images.fits import content_hashes, open_cube, write_cube


def write(path, cube, **change):
    """Write 37 images of one class as float32."""
    arguments = {"batches": [cube[:10], cube[10:]], "hash_content": False} | change
    return write_cube(
        path,
        shape=cube.shape,
        labels=np.zeros(37, int),
        catalog=Table({"source_index": np.arange(37)}),
        classes=["all"],
        header={},
        dtype=np.float32,
        **arguments,
    )


def test_fluxes_are_read_back_to_the_bit(tmp_path):
    cube = np.random.default_rng(3).normal(0, 1e5, (37, 7, 5, 6)).astype("f4")
    path = tmp_path / "images.fits"
    contents = write(path, cube, hash_content=True)
    images = open_cube(path)
    assert images.dtype == np.float32 and images.shape == cube.shape
    assert np.array(images).tobytes() == cube.tobytes()
    assert images[np.array([3, 9])].dtype.isnative
    assert contents == content_hashes(images[:]) and len(set(contents)) == 37
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with fits.open(path, checksum=True) as hdus:
            assert hdus[0].header["BITPIX"] == -32
            for hdu in hdus:
                hdu.verify("exception")
            np.testing.assert_array_equal(hdus[0].data, cube)


def test_fluxes_that_are_cut_off_are_refused(tmp_path):
    cube = np.ones((37, 7, 5, 6), "f4")
    path = tmp_path / "images.fits"
    write(path, cube)
    with path.open("r+b") as file:
        file.truncate(open_cube(path).stored.offset + cube.nbytes // 2)
    with pytest.raises(ValueError, match="promises 37 images"):
        open_cube(path)


@pytest.mark.parametrize("other", [np.uint8, np.float64])
def test_mixed_types_are_refused(tmp_path, other):
    cube = np.ones((37, 7, 5, 3), np.float32)
    parts = [cube[:10], cube[10:].astype(other)]
    with pytest.raises(ValueError, match="float32"):
        write(tmp_path / "images.fits", cube, batches=parts)
    assert list(tmp_path.iterdir()) == []
