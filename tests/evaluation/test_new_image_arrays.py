"""New images in FITS and HDF5 files, of every layout."""

import h5py
import numpy as np
import pytest
from astropy.io import fits

from galaxybench.evaluation import prediction
from galaxybench.images.fits import open_cube
from tests.helpers.coloured_images import BLUE, GREEN, RED, SIZE, answers, stack
from tests.helpers.training_setup import DENSE, run, write_blobs


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (stack(RED, BLUE), ["red", "blue one"]),
        (np.moveaxis(stack(RED, BLUE), -1, 1), ["red", "blue one"]),
        (stack(GREEN)[0], ["green"]),
        (np.moveaxis(stack(GREEN)[0], -1, 0), ["green"]),
        (stack((0, 0, 250, 255)), ["blue one"]),
        (stack((9,), (9,), (9,), (9,), (9,))[..., 0], ["red"] * 5),
        (stack((9,))[0, ..., 0], ["red"]),
    ],
)
def test_fits_images_of_every_layout(tmp_path, classified, data, expected):
    fits.PrimaryHDU(data).writeto(tmp_path / "in.fits")
    _, rows, _ = classified(tmp_path / "in.fits")
    assert [row["class"] for row in rows] == expected
    assert [row["image"] for row in rows] == [str(n) for n in range(len(expected))]


def test_a_cube_of_galaxybench_gives_what_predict_gives(tmp_path, classified):
    trained, *_ = run(tmp_path / "run", DENSE)
    path = tmp_path / "run/out/model.keras"
    write_blobs(tmp_path / "new.fits", 70)
    for views in ("none", "dihedral"):
        result, rows, _ = classified(tmp_path / "new.fits", path, views)
        p = prediction.probabilities(
            trained, np.asarray(open_cube(tmp_path / "new.fits")), views
        )
        names = ["p_left", "p_right", "p_dark"]
        written = np.array([[row[name] for name in names] for row in rows], np.float32)
        np.testing.assert_allclose(written, p, rtol=1e-4)
    assert list(rows[0])[4:] == names
    assert not result.simulated


def test_an_unreadable_row_of_an_hdf5_file_is_refused_alone(tmp_path, classified):
    path = tmp_path / "in.h5"
    with h5py.File(path, "w") as file:
        pixels = file.create_dataset(
            "images",
            data=stack(RED, GREEN, BLUE),
            chunks=(1, SIZE, SIZE, 3),
            compression="gzip",
        )
        chunk = pixels.id.get_chunk_info(1)
    whole = bytearray(path.read_bytes())
    whole[chunk.byte_offset : chunk.byte_offset + chunk.size] = bytes(chunk.size)
    path.write_bytes(whole)
    _, rows, refused = classified(path)
    assert answers(rows) == [("0", "red"), ("2", "blue one")]
    assert [row["image"] for row in refused] == ["1"]
