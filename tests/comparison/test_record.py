"""What is kept of an experiment for later comparisons."""

import numpy as np
import pandas as pd
from astropy.table import Table

from galaxybench.comparison.record import answers, contents
from galaxybench.config.runs import Run
from galaxybench.evaluation.rows import Row


def row(split: str, model: str, predicted: list[int]) -> Row:
    table = pd.DataFrame({"label": [0, 1], "predicted": predicted})
    return Row(Run("galaxies", split, "quick", model, 3), predictions=table)


def test_every_row_has_a_column_filled_on_its_own_split():
    tests = {
        ("galaxies", split): (np.array([f"{split}0", f"{split}1"]), np.array([5, 6]))
        for split in ("cv2-fold0", "cv2-fold1")
    }
    rows = [row("cv2-fold0", "a", [0, 0]), row("cv2-fold1", "b", [1, 1])]
    rows.append(row("cv2-fold1", "a", [1, 0]))
    found = answers(rows, tests)
    assert list(found) == [
        *("dataset", "split", "content", "group", "label"),
        *("quick/a/3", "quick/b/3"),
    ]
    assert found["label"].tolist() == [0, 1, 0, 1]
    assert found["quick/a/3"].tolist() == [0, 0, 1, 0]
    assert found["quick/b/3"].isna().tolist() == [True, True, False, False]


def test_an_image_without_pixels_is_a_row_of_its_test_set():
    rows = Table({"source_index": [0, 1]})
    found = contents(rows, np.array([0, 1]))
    assert (
        len(set(found)) == 2
        and found.tolist() == contents(rows, np.array([0, 1])).tolist()
    )
    assert not {*found} & {*contents(rows, np.array([1, 1]))}  # other true classes
    hashed = Table({"source_index": [0], "content": ["ab"]})
    assert contents(hashed, np.array([0])).tolist() == ["ab"]
