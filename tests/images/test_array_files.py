"""One array of images in a file of every format."""

import h5py
import numpy as np
import pytest
from astropy.io import fits

from galaxybench.images.array_files import npz_names, open_array, read_npz

IMAGES = np.random.default_rng(4).integers(0, 256, (11, 6, 7, 3), np.uint8)
FIRST = np.moveaxis(IMAGES, -1, 1)


def hdf5(path, **content):
    with h5py.File(path, "w") as file:
        for key, values in content.items():
            options = {"chunks": True, "compression": "gzip"} if values.ndim else {}
            file.create_dataset(key.replace("__", "/"), data=values, **options)


WRITERS = {
    "a.npy": lambda path, array: np.save(path, array),
    "a.npz": lambda path, array: np.savez_compressed(path, images=array, x=np.ones(3)),
    "b.npz": lambda path, array: np.savez(path, array),
    "a.h5": lambda path, array: hdf5(path, images=array, x=np.ones(3)),
    "b.hdf5": lambda path, array: hdf5(path, only=array),
    "a.fits": lambda path, array: fits.writeto(path, array),
    "b.fit": lambda path, array: fits.HDUList(
        [fits.PrimaryHDU(), fits.ImageHDU(np.zeros((3, 3))), fits.ImageHDU(array)]
    ).writeto(path),
}


@pytest.mark.parametrize("array", [IMAGES, FIRST, IMAGES[..., 0], FIRST[:, :1]])
@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_images(tmp_path, name, array):
    WRITERS[name](tmp_path / name, array)
    images = open_array(tmp_path / name)
    channels = 3 if array.size == IMAGES.size else 1
    assert (images.count, images.shape) == (11, (6, 7, channels))
    for rows in ([0, 1, 2], [10], [1, 4, 5, 9], [], list(range(11))):
        found = images.read(np.array(rows, int))
        assert found.dtype == np.uint8 and found.dtype.isnative
        np.testing.assert_array_equal(found, IMAGES[rows][..., :channels])


def test_a_key_chooses_the_array(tmp_path):
    np.savez(tmp_path / "a.npz", a=IMAGES, b=IMAGES[:5])
    assert open_array(tmp_path / "a.npz", "b").count == 5
    hdf5(tmp_path / "a.h5", a=IMAGES, deep__b=IMAGES[:5])
    assert open_array(tmp_path / "a.h5", "deep/b").count == 5
    assert npz_names(tmp_path / "a.npz") == ["a", "b"]
    np.testing.assert_array_equal(read_npz(tmp_path / "a.npz", "a"), IMAGES)


@pytest.mark.parametrize(
    ("name", "key", "says"),
    [
        ("a.npz", "pixels", r"^key: .* no array 'pixels' \(available: images, x\)"),
        ("a.h5", "pixels", r"^key: .* no array 'pixels' \(available: images, x\)"),
        ("a.npy", "images", "^key: got 'images', but .*without a name: remove it"),
        ("a.fits", "images", "^key: got 'images', but"),
    ],
)
def test_a_key_that_does_not_exist_is_refused(tmp_path, name, key, says):
    WRITERS[name](tmp_path / name, IMAGES)
    with pytest.raises(ValueError, match=says):
        open_array(tmp_path / name, key)


def test_a_key_is_needed_where_it_is_not_plain(tmp_path):
    np.savez(tmp_path / "a.npz", a=IMAGES, b=IMAGES)
    hdf5(tmp_path / "a.h5", a=IMAGES, b=IMAGES)
    for name in ("a.npz", "a.h5"):
        with pytest.raises(ValueError, match=r"^key: missing, .*available: a, b"):
            open_array(tmp_path / name)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("content", [b"", b"nothing of this kind"])
def test_another_content_is_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=f"{name} (cannot be read|is damaged)"):
        open_array(tmp_path / name)


@pytest.mark.parametrize("name", ["a.npy", "a.npz", "a.fits"])
@pytest.mark.filterwarnings("ignore:File may have been truncated")
def test_a_file_that_was_cut_is_refused(tmp_path, name):
    path = tmp_path / name
    WRITERS[name](path, IMAGES)
    size = path.stat().st_size
    path.write_bytes(
        path.read_bytes()[: size - 2880 if name == "a.fits" else size // 2]
    )
    with pytest.raises(ValueError, match=f"{name} (cannot be read|is damaged)"):
        open_array(path).read(np.arange(11))


@pytest.mark.parametrize("name", WRITERS)
def test_floats_are_refused_with_their_range(tmp_path, name):
    WRITERS[name](tmp_path / name, IMAGES / 255 - 0.5)
    with pytest.raises(
        ValueError, match="must be uint8, got .*float64 from -0.5 to 0.5"
    ):
        open_array(tmp_path / name)


def test_objects_are_never_unpickled(tmp_path):
    np.save(tmp_path / "a.npy", np.array([None, {}]), allow_pickle=True)
    with pytest.raises(ValueError, match="a.npy cannot be read"):
        open_array(tmp_path / "a.npy")
    np.savez(tmp_path / "a.npz", images=IMAGES, labels=np.array([None, {}]))
    with pytest.raises(ValueError, match="a.npz cannot be read"):
        read_npz(tmp_path / "a.npz", "labels")


def test_a_fits_file_without_a_cube_is_refused(tmp_path):
    fits.writeto(tmp_path / "a.fits", np.zeros((9, 9), np.uint8))
    with pytest.raises(ValueError, match="none of its 1 HDUs holds a cube"):
        open_array(tmp_path / "a.fits")


def test_several_cubes_in_a_fits_file_are_refused(tmp_path):
    hdus = [fits.PrimaryHDU(), *[fits.ImageHDU(IMAGES, name=n) for n in ("ERR", "SCI")]]
    fits.HDUList(hdus).writeto(tmp_path / "a.fits")
    with pytest.raises(ValueError, match="a.fits: 2 .* HDU 1 ERR, 2 SCI, expected one"):
        open_array(tmp_path / "a.fits")
    fits.HDUList([hdus[0], hdus[2]]).writeto(tmp_path / "a.fits", overwrite=True)
    assert open_array(tmp_path / "a.fits").where.endswith("a.fits, HDU 1")


def test_scaled_pixels_of_a_fits_cube(tmp_path):
    """They are what astropy makes of them."""
    path, values = tmp_path / "a.fits", IMAGES.astype(float) / 2 + 3
    scaled = fits.PrimaryHDU(values.copy())  # which is scaled in place
    scaled.scale("int16", bscale=0.5, bzero=3)
    scaled.writeto(path)
    images = open_array(path, fluxes=True)
    assert images.dtype == np.float32
    np.testing.assert_array_equal(images.read(np.array([2, 7])), values[[2, 7]])
    assert images.read(np.arange(0)).shape == (0, *IMAGES.shape[1:])
    fits.writeto(path, IMAGES.astype(np.uint16), overwrite=True)
    with pytest.raises(ValueError, match=r"got uint16 .*images.astype\('float32'\)"):
        open_array(path, fluxes=True)


@pytest.mark.parametrize("name", ["a.npy", "a.npz", "a.h5", "a.fits"])
def test_a_file_that_changes_is_refused(tmp_path, name):
    WRITERS[name](tmp_path / name, IMAGES)
    images = open_array(tmp_path / name)
    with (tmp_path / name).open("ab") as file:
        file.write(b"x")
    with pytest.raises(ValueError, match=f"{name} changed while it was imported"):
        images.read(np.arange(2))
