import numpy as np
from astropy.table import Table

from galaxybench.images.fits import read_labels, write_cube
from tests.helpers.script_setup import run_script


def test_the_balanced_part_is_written(tmp_path):
    images = np.full((5, 4, 4, 3), 9, np.uint8)
    catalog = Table({"source_index": np.arange(5)})
    train, output = tmp_path / "train.fits", tmp_path / "balanced.fits"
    labels = [0, 0, 0, 0, 1]
    write_cube(train, [images], images.shape, labels, catalog, ["a", "b"], {})
    run_script(
        "balance_train",
        input={"train": train},
        output={"train": output},
        params={"augmentation": {"flip": ["horizontal"]}, "seed": 3},
        log=[str(tmp_path / "job.log")],
    )
    assert read_labels(output).tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
