"""A file that cannot be read is named."""

import numpy as np
from astropy.table import Table

from galaxybench.images.fits import write_cube


def test_a_cut_fits_file(job):
    case = job(
        "split_dataset",
        input={"images": "images.fits"},
        output={
            "train": "train.fits", "valid": "valid.fits", "test": "test.fits",
            "summary": "split.json",
        },
        params={"split": {"method": "holdout", "test": 0.2, "valid": 0.25, "seed": 3}},
    )  # fmt: skip
    images = np.arange(60 * 4, dtype=np.uint8).reshape(60, 2, 2, 1)
    catalog = Table({"source_index": np.arange(60)})
    file = case.folder / "images.fits"
    write_cube(file, [images], images.shape, np.arange(60) % 2, catalog, ["a", "b"], {})
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    case.refused("images.fits is truncated", "delete it and make it again")
    file.write_bytes(whole)
    case.passes()
