"""Images that every run got wrong."""

import numpy as np
from PIL import Image

from galaxybench.figures import all_fail, style
from tests.helpers.figure_setup import texts
from tests.helpers.voted_images import CLASSES, CUBE, voted


def failing(table, cubes=None, **catalog):
    named = table.assign(label="round", predicted=CLASSES[2], **catalog)
    return all_fail.draw(
        named,
        cubes or {"holdout": CUBE},
        count=f"{len(table)} of 40 test images fooled all 4 runs",
        title="galaxies",
        simulated=True,
    )


def test_the_first_images_are_drawn_and_all_are_counted():
    shown = texts(failing(voted(30), source_index=np.arange(30) + 100))
    assert "30 of 40 test images fooled all 4 runs: galaxies" in shown
    assert "SIMULATED DATA" in shown
    images = [text for text in shown if "→" in text]
    assert len(images) == all_fail.COLUMNS * all_fail.ROWS
    assert images[0] == (
        "round\n→ cost in $ and more $\nprob. 0.50, 3 of 4 runs\nimage 29, source 100"
    )


def test_an_image_is_named_by_its_id_or_file_and_its_fold():
    table = voted(1, np.nan, "cv2-fold1")
    cubes = {"cv2-fold0": CUBE, "cv2-fold1": CUBE}
    catalog = {"source_index": 7, "objid": 587722981742084144}
    [text] = [t for t in texts(failing(table, cubes, **catalog)) if "→" in t]
    assert text.endswith("\n3 of 4 runs\ncv2-fold1 0, …587722981742084144")
    shown = texts(failing(voted(1), source_index=7, file="spiral/a.png"))
    [text] = [t for t in shown if "→" in t]
    assert text.endswith("image 0, file spiral/a.png")


def test_nothing_to_show_is_a_figure_that_says_so(tmp_path):
    drawn = failing(voted(0))
    assert any("to show." in text for text in texts(drawn))
    assert "SIMULATED DATA" in texts(drawn)
    style.save(drawn, tmp_path / "a.png", tmp_path / "a.pdf")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size[0] == style.PIXELS
