"""Classes from columns of votes, against numbers computed by hand."""

from pathlib import Path

import numpy as np
import pytest

from galaxybench.images.catalog_classes import MISSING, NONE
from galaxybench.images.catalog_votes import vote_classes
from galaxybench.images.tables import ImageTable, from_texts

VOTES = {"smooth": "s", "disk": "d"}


def table(**columns):
    """A table of columns, each a list of texts."""
    made = {name: from_texts(values) for name, values in columns.items()}
    return ImageTable(Path("cat.csv"), len(next(iter(made.values()))), made)


def test_fractions_within_rounding_are_divided_by_their_sum():
    smooth, disk = ["0.667", "0.2", "0", "", "0.5"], ["0.334", "0.8", "0", "1", "0.5"]
    given = table(s=smooth, d=disk)
    found = vote_classes(given, VOTES, None, counts=False)
    assert found.names == ["disk", "smooth"]
    assert found.labels.tolist() == [1, 0, MISSING, MISSING, NONE]
    assert found.labels.dtype == np.int64
    expected = [[0.334 / 1.001, 0.667 / 1.001], [0.8, 0.2], [0, 0], [0, 0], [0.5, 0.5]]
    np.testing.assert_allclose(found.shares, expected, rtol=1e-14)
    assert found.counts is None and found.notes == []
    assert (found.without, found.unfit) == (
        "without votes", "equal votes for several classes",
    )  # fmt: skip


def test_numbers_of_votes_are_divided_by_their_sum():
    given = table(s=["3", "0", "0", "1"], d=["1", "7", "0", "0"])
    found = vote_classes(given, VOTES, None, counts=True)
    assert found.labels.tolist() == [1, 0, MISSING, 1]
    assert found.shares.tolist() == [[0.25, 0.75], [1, 0], [0, 0], [0, 1]]
    assert found.counts.tolist() == [4, 7, 0, 1]


def test_the_weight_is_the_number_of_votes():
    fractions = {"s": ["0.4", "1", "1", "1"], "d": ["0.6", "0", "0", "0"]}
    given = table(**fractions, n=["5", "0", "", "8"])
    found = vote_classes(given, VOTES, "n", counts=False)
    assert found.labels.tolist() == [0, MISSING, MISSING, 1]
    assert found.counts[[0, 3]].tolist() == [5, 8]


@pytest.mark.parametrize(
    ("columns", "counts", "says"),
    [
        ({"s": ["0.4", "1.2"], "d": ["0.6", "0"]}, False, "votes.smooth: .*row 1: got"
         r" s 1.2 \(and 0 more such rows\), allowed: 0 to 1\. For numbers"),
        ({"s": ["0.4", "-0.2"], "d": ["0.6", "1"]}, False, "got s -0.2 .*0 to 1$"),
        ({"s": ["0.4", "1"], "d": ["0.6", "inf"]}, False, "votes.disk: .*got d inf"),
        ({"s": ["0.4", "0.5"], "d": ["0.6", "0.47"]}, False,
         r"row 1: got 0.47 \+ 0.5 = 0.97 in d, s .*0 more .*name the column of every"),
        ({"s": ["0.4", "0.5"], "d": ["0.65", "0.6"]}, False,
         r"row 0: got 0.65 \+ 0.4 = 1.05 .*1 more rows.*one question"),
        ({"s": ["0.4", "1"], "d": ["0.6", "2"]}, True,
         "votes.disk: .*got d 0.6 .*numbers from 0. For fractions, leave out `counts`"),
        ({"s": ["-1", "1"], "d": ["0", "2"]}, True, "got s -1 .*whole numbers from 0"),
        ({"s": ["inf", "1"], "d": ["0", "2"]}, True, "got s inf"),
        ({"s": ["a", "b"], "d": ["0", "2"]}, True, "'s' has no numbers, row 0 has 'a'"),
        ({"s": ["", ""], "d": ["b", "2"]}, False, "'d' has no numbers, row 0 has 'b'"),
    ],
)  # fmt: skip
def test_what_is_no_vote_is_named(columns, counts, says):
    with pytest.raises(ValueError, match=says):
        vote_classes(table(**columns), VOTES, None, counts)


@pytest.mark.parametrize("n", ["-1", "2.5", "inf", "many"])
def test_a_weight_that_is_no_number_of_votes(n):
    given = table(s=["0.4", "1"], d=["0.6", "0"], n=["3", n])
    with pytest.raises(ValueError, match=r"weight: cat.csv.*(row 1: got n|'n' has no)"):
        vote_classes(given, VOTES, "n", counts=False)


def test_numbers_that_look_like_percentages_are_said():
    found = vote_classes(
        table(s=["60", "30"], d=["40", "70"]), VOTES, None, counts=True
    )
    assert found.notes == [
        "cat.csv: every row has 100 votes. If `votes` names percentages, divide them "
        "by 100 and leave out `counts`"
    ]
    one = vote_classes(table(s=["60", "30"], d=["40", "71"]), VOTES, None, counts=True)
    assert one.notes == []
