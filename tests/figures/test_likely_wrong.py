"""Images whose labels may be wrong."""

import numpy as np
import pandas as pd

from galaxybench.evaluation.label_check import COLUMNS
from galaxybench.figures import likely_wrong
from tests.helpers.figure_setup import texts
from tests.helpers.voted_images import CLASSES, CUBE


def suspected(count: int, split: str = "holdout", part: str = "test") -> pd.DataFrame:
    rows = [
        (split, part, n, "round", CLASSES[2], n / 100, 4, 0.75) for n in range(count)
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.assign(source_index=np.arange(count) + 100)


def drawn(table: pd.DataFrame) -> list[str]:
    places = {("holdout", "test"), *zip(table["split"], table["part"], strict=True)}
    figure = likely_wrong.draw(
        table, dict.fromkeys(places, CUBE), title="galaxies", simulated=True
    )
    return texts(figure)


def test_the_first_images_are_drawn_with_both_classes():
    shown = drawn(suspected(30))
    assert "Labels that may be wrong, given → suggested: galaxies" in shown
    assert "SIMULATED DATA" in shown
    images = [text for text in shown if "\n→" in text]
    assert len(images) == likely_wrong.COLUMNS * likely_wrong.ROWS
    assert images[3] == (
        "round\n→ cost in $ and more $\nlabel 0.03, 3 of 4 runs\ntest 3, source 103"
    )


def test_folds_and_parts_are_named():
    two = pd.concat([suspected(1, "cv2-fold0"), suspected(1, "cv2-fold1", "valid")])
    images = [text for text in drawn(two) if "\n→" in text]
    assert images[0].endswith("cv2-fold0, test 0, source 100")
    assert images[1].endswith("cv2-fold1, valid 0, source 100")


def test_an_image_is_named_by_its_id_beside_its_number():
    table = suspected(1).assign(objid=["J0012+3456"])
    [image] = [text for text in drawn(table) if "\n→" in text]
    assert image.endswith("\ntest 0, objid J0012+3456")
    folds = pd.concat([table, suspected(1, "cv2-fold1").assign(objid="J0012+3456")])
    image = [text for text in drawn(folds) if "\n→" in text][1]
    assert image.endswith("\ncv2-fold1, test 0, …12+3456")


def test_without_suspicions_the_figure_says_so():
    assert "No label is suspected." in drawn(suspected(0))
