import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from astropy.table import Table

from galaxybench.images.fits import write_cube

SCRIPT = Path(__file__).parents[2] / "scripts" / "fit_normalization.py"


def test_the_statistics_are_written(tmp_path):
    images = np.full((5, 2, 2, 3), 9, np.uint8)
    catalog = Table({"source_index": np.arange(5)})
    train = tmp_path / "train.fits"
    write_cube(train, [images], images.shape, np.zeros(5, int), catalog, ["a"], {})
    statistics = tmp_path / "pixel_statistics.json"
    snakemake = SimpleNamespace(
        input=SimpleNamespace(train=str(train)),
        output=SimpleNamespace(statistics=str(statistics)),
        log=[str(tmp_path / "job.log")],
    )
    runpy.run_path(str(SCRIPT), init_globals={"snakemake": snakemake})
    found = json.loads(statistics.read_text())
    assert [channel["mean"] for channel in found["channels"]] == [9, 9, 9]
