"""The same test images are recognized under any name, and other predictions, too."""

import hashlib

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.evaluation.scored_images import identity

PIXELS = Table({"content": ["a", "b", "c"], "source_index": [0, 1, 2]})


@pytest.fixture
def predictions(tmp_path):
    file = tmp_path / "predictions.csv"
    file.write_text("index,predicted\n0,1\n")
    return file


def part(catalog, predictions, labels=None):
    labels = np.arange(len(catalog)) if labels is None else labels
    return identity(catalog, labels, predictions)["test_part"]


def test_order_and_other_columns_do_not_count_but_images_do(predictions):
    known = part(PIXELS, predictions)
    assert part(PIXELS[::-1], predictions) == known
    assert part(Table({"content": ["a", "b", "c"]}), predictions) == known
    assert part(PIXELS[:2], predictions) != known
    assert part(Table({"content": ["a", "b", "d"]}), predictions) != known


def test_without_pixels_the_rows_of_the_source_count(predictions):
    rows = Table({"source_index": [0, 1, 2]})
    known = part(rows, predictions)
    assert part(rows[::-1], predictions, [2, 1, 0]) == known
    assert part(rows[1:], predictions) != known
    # Another test set of as many images.
    assert part(rows, predictions, [0, 2, 1]) != known
    assert part(rows, predictions) != part(PIXELS, predictions)


def test_predictions_are_known_by_their_content(predictions):
    content = hashlib.sha256(predictions.read_bytes()).hexdigest()
    assert identity(PIXELS, [0, 1, 2], predictions)["predictions_sha256"] == content
