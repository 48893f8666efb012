import json

import numpy as np
from astropy.table import Table

from galaxybench.images.fits import open_cube, write_cube
from tests.helpers.script_setup import run_script


def test_the_parts_and_the_summary_are_written(tmp_path):
    images = np.arange(60 * 4, dtype=np.uint8).reshape(60, 2, 2, 1)
    catalog = Table({"source_index": np.arange(60)})
    source = tmp_path / "images.fits"
    labels = np.arange(60) % 2
    write_cube(source, [images], images.shape, labels, catalog, ["a", "b"], {})
    parts = {
        part: str(tmp_path / f"{part}.fits") for part in ("train", "valid", "test")
    }
    summary = tmp_path / "split.json"
    split = {"method": "holdout", "test": 0.2, "valid": 0.25, "seed": 3}
    run_script(
        "split_dataset",
        input={"images": source},
        output=parts | {"summary": summary},
        params={"split": split},
        log=[str(tmp_path / "job.log")],
    )
    assert [len(open_cube(path)) for path in parts.values()] == [36, 12, 12]
    assert json.loads(summary.read_text())["options"] == split
