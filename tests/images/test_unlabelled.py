"""Images to be classified, from folders, pictures, FITS and HDF5 files."""

import os

import h5py
import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table
from PIL import Image

from galaxybench.images.fits import write_cube
from galaxybench.images.unlabelled import open_unlabelled
from tests.helpers.flux_cubes import as_fluxes
from tests.helpers.hdf5_faults import LFS_POINTER
from tests.helpers.training_setup import write_blobs

CUBE = np.random.default_rng(0).integers(0, 256, (2, 8, 6, 3), dtype=np.uint8)


def pixels(images):
    return [np.asarray(images.open(row)) for row in range(len(images.names))]


def test_a_folder_lists_its_files_and_opens_them_one_by_one(tmp_path):
    (tmp_path / "sub").mkdir()
    Image.fromarray(CUBE[0]).save(tmp_path / "sub/b.png")
    (tmp_path / "a.txt").touch()
    images = open_unlabelled(tmp_path, 3)
    assert images.names == ["a.txt", "sub/b.png"] and not images.simulated
    np.testing.assert_array_equal(np.asarray(images.open(1)), CUBE[0])
    with pytest.raises(ValueError, match="not an image"):
        images.open(0)
    assert open_unlabelled(tmp_path / "sub/b.png", 3).names == ["b.png"]


@pytest.mark.parametrize("simulated", ["T", "F"])
def test_a_file_of_galaxybench_says_whether_it_is_simulated(tmp_path, simulated):
    path, catalog = tmp_path / "a.fits", Table({"source_index": [0, 1]})
    header = {"SIMULATED": simulated}
    write_cube(path, [CUBE], CUBE.shape, [0, 0], catalog, ["a"], header)
    images = open_unlabelled(path, 3)
    assert images.names == ["0", "1"] and images.simulated == (simulated == "T")
    np.testing.assert_array_equal(pixels(images), CUBE)


@pytest.mark.parametrize(("channels", "expected"), [(3, (1, 8, 6, 3)), (1, (3, 8, 6))])
def test_the_channels_of_the_model_decide_what_three_planes_are(
    tmp_path, channels, expected
):
    fits.PrimaryHDU(np.moveaxis(CUBE[0], -1, 0)).writeto(tmp_path / "a.fits")
    images = open_unlabelled(tmp_path / "a.fits", channels)
    assert np.shape(pixels(images)) == expected


@pytest.mark.parametrize(
    ("data", "cards", "message"),
    [
        (CUBE.astype(np.uint16), {}, "got uint16: scale them to 0..255 like the train"),
        (CUBE.astype(np.int8), {}, "got int8: scale"),
        (CUBE.astype(np.int16), {"BSCALE": 0.5}, "got float32: scale"),
        (CUBE.astype(np.float64), {}, "got float64: scale"),
        (CUBE, {"BLANK": 0}, "pixels of the value 0 are undefined .BLANK.: decide"),
        (None, {}, "its first HDU has no image"),
    ],
)
def test_a_fits_file_of_other_pixels_says_which_are_needed(
    tmp_path, data, cards, message
):
    path = tmp_path / "a.fits"
    fits.PrimaryHDU(data).writeto(path)
    for key, value in cards.items():
        fits.setval(path, key, value=value)
    with pytest.raises(ValueError, match=f"a.fits cannot be read .*{message}") as error:
        open_unlabelled(path, 3)
    assert "memmap" not in str(error.value)


def test_scaling_that_changes_nothing_is_allowed(tmp_path):
    path = tmp_path / "a.fits"
    fits.PrimaryHDU(CUBE).writeto(path)
    fits.setval(path, "BSCALE", value=1)
    fits.setval(path, "BZERO", value=0)
    np.testing.assert_array_equal(pixels(open_unlabelled(path, 3)), CUBE)


def test_every_name_is_text_of_its_own(tmp_path):
    for name in (b"a.png", b"\xff.png", rb"\xff.png", b"\xfe.png"):
        (tmp_path / os.fsdecode(name)).touch()
    names = open_unlabelled(tmp_path, 3).names
    assert sorted(names) == [r"\xfe.png", r"\xff.png", r"\xff.png_", "a.png"]


def test_a_pointer_of_git_lfs_says_what_to_do(tmp_path):
    for name in ("a.png", "b.fits"):
        (tmp_path / name).write_text(LFS_POINTER)
    with pytest.raises(ValueError, match="b.fits: is a pointer .*git lfs pull"):
        open_unlabelled(tmp_path / "b.fits", 3)
    with pytest.raises(ValueError, match="a.png: is a pointer .*git lfs pull"):
        open_unlabelled(tmp_path, 3).open(0)


def test_an_hdf5_file_is_known_by_its_content(tmp_path):
    with h5py.File(tmp_path / "a.dat", "w") as file:
        file["images"] = CUBE
    np.testing.assert_array_equal(pixels(open_unlabelled(tmp_path / "a.dat", 3)), CUBE)


def test_other_files_are_refused(tmp_path):
    (tmp_path / "a.txt").write_text("?")
    with pytest.raises(ValueError, match="neither a folder nor a FITS"):
        open_unlabelled(tmp_path / "a.txt", 3)


def test_an_hdf5_file_that_is_none_says_why(tmp_path):
    (tmp_path / "a.h5").write_text("version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(ValueError, match="a.h5: .*Git LFS.*git lfs pull"):
        open_unlabelled(tmp_path / "a.h5", 3)


def test_fluxes_are_refused(tmp_path):
    write_blobs(tmp_path / "test.fits", 5)
    as_fluxes(tmp_path / "test.fits")
    with pytest.raises(ValueError, match=r"test\.fits .*fluxes .*cannot be classified"):
        open_unlabelled(tmp_path / "test.fits", 3)
    with h5py.File(tmp_path / "in.h5", "w") as file:
        file["images"] = np.zeros((2, 8, 8, 3), np.float32)
    with pytest.raises(ValueError, match=r"in\.h5.*must be uint8, got float32"):
        open_unlabelled(tmp_path / "in.h5", 3)
