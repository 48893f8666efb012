"""Classes of rows: which option decides, and what is counted."""

from pathlib import Path

import pytest

from galaxybench.images.catalog_labels import row_classes
from galaxybench.images.catalog_rows import LeftOut
from galaxybench.images.tables import ImageTable, from_texts

COLUMNS = {
    "type": ["Sa", "E", "", "Sa"],
    "s": ["0.1", "0.5", "0", "0.2"],
    "d": ["0.9", "0.5", "0", "0.8"],
}
NOTHING = dict.fromkeys(("label", "classes", "votes", "weight")) | {"counts": False}


@pytest.mark.parametrize(
    ("options", "names", "left"),
    [
        ({"label": "type"}, ["E", "Sa"], ["1 row without a label", ""]),
        (
            {"label": "type", "classes": {"s": ["S*"], "q": ["Q*", "Sa?"], "e": "s>1"}},
            None,
            [],
        ),
        (
            {"classes": {"s": "s < 0.2", "e": "s >= 0.5"}},
            ["e", "s"],
            ["", "1 row that fits no class"],
        ),
        (
            {"votes": {"s": "s", "d": "d"}},
            ["d", "s"],
            [
                "1 row without votes",
                "1 row that fits no class, with equal votes for several classes",
            ],
        ),
    ],
)
def test_one_option_decides(options, names, left):
    made = {name: from_texts(values) for name, values in COLUMNS.items()}
    table = ImageTable(Path("cat.csv"), 4, made)
    counted = LeftOut("missing", drop=True), LeftOut("others", drop=True)
    if names is None:
        with pytest.raises(ValueError, match=r"classes\.e: no row"):
            row_classes(table, NOTHING | options, *counted)
        return
    assert row_classes(table, NOTHING | options, *counted).names == names
    assert ["; ".join(each.counts) for each in counted] == left
