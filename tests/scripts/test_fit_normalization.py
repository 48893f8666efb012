import json

import numpy as np
from astropy.table import Table

from galaxybench.images.fits import write_cube
from tests.helpers.script_setup import run_script


def test_the_statistics_are_written(tmp_path):
    images = np.full((5, 2, 2, 3), 9, np.uint8)
    catalog = Table({"source_index": np.arange(5)})
    train = tmp_path / "train.fits"
    write_cube(train, [images], images.shape, np.zeros(5, int), catalog, ["a"], {})
    statistics = tmp_path / "pixel_statistics.json"
    run_script(
        "fit_normalization",
        input={"train": train},
        output={"statistics": statistics},
        log=[str(tmp_path / "job.log")],
    )
    found = json.loads(statistics.read_text())
    assert [channel["mean"] for channel in found["channels"]] == [9, 9, 9]
