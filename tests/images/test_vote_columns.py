"""Votes in a catalog: what is stored, united and dropped."""

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.images import vote_columns

SHARES = np.array(
    [[0.5, 0.3, 0.2], [0.2, 0.4, 0.4], [0.1, 0.2, 0.7], [0.4, 0.25, 0.35]]
)
KNOWN = {"votes": "{}"}


def test_what_is_put_is_given_back():
    catalog = Table({"source_index": np.arange(4)})
    vote_columns.put(catalog, SHARES, np.array([4, 5, 6, 7]))
    assert catalog.colnames[1:] == [
        "vote_share_0",
        "vote_share_1",
        "vote_share_2",
        "vote_count",
    ]
    found = vote_columns.shares_of(catalog, KNOWN)
    np.testing.assert_array_equal(found, SHARES)
    assert vote_columns.counts_of(catalog, KNOWN).tolist() == [4, 5, 6, 7]
    vote_columns.put(catalog, SHARES[:, :2], None)
    assert catalog.colnames == ["source_index", "vote_share_0", "vote_share_1"]
    assert vote_columns.counts_of(catalog, KNOWN) is None


def test_eleven_classes_keep_their_order():
    shares = np.random.default_rng(0).dirichlet(np.ones(11), 5)
    catalog = Table({"source_index": np.arange(5)})
    vote_columns.put(catalog, shares, None)
    shuffled = catalog[sorted(catalog.colnames)]
    np.testing.assert_array_equal(vote_columns.shares_of(shuffled, KNOWN), shares)


def test_columns_of_another_source_are_no_votes():
    catalog = Table({"vote_share_0": [0.5], "vote_share_1": [0.5], "vote_count": [1]})
    assert vote_columns.shares_of(catalog, {"source": "hdf5"}) is None
    assert vote_columns.counts_of(catalog, {"source": "hdf5"}) is None


@pytest.mark.parametrize(
    ("name", "taken"),
    [("vote_share_0", True), ("VOTE_COUNT", True), ("vote", False), ("votes", False)],
)
def test_names_that_are_taken(name, taken):
    assert vote_columns.reserved(name) is taken


def test_the_majority_and_its_ties():
    shares = [[0.1 + 0.2, 0.3, 0.4], [0.5, 0, 0.5], [0.3, 0.1 + 0.2, 0.1]]
    labels, tied = vote_columns.majority(np.array(shares))
    assert labels[:1].tolist() == [2] and labels.dtype == np.int64
    assert tied.tolist() == [False, True, True]


def test_united_classes_add_their_votes():
    counts = np.array([10.0, 10, 10, 20])
    labels, shares, left, tied = vote_columns.regrouped(SHARES, counts, [[1, 2], [0]])
    np.testing.assert_allclose(shares, [[0.5, 0.5], [0.8, 0.2], [0.9, 0.1], [0.6, 0.4]])
    assert labels.tolist() == [-1, 0, 0, 0]
    assert tied.tolist() == [True, False, False, False]
    np.testing.assert_allclose(left, counts)


def test_dropped_classes_take_their_images_and_votes_along():
    counts = np.array([10.0, 10, 10, 20])
    labels, shares, left, tied = vote_columns.regrouped(SHARES, counts, [[1], [0]])
    # Row 1 is as much the dropped class as class 1; row 2 is mostly the dropped one.
    assert labels.tolist() == [1, -1, -1, 1]
    np.testing.assert_allclose(shares[0], [0.3 / 0.8, 0.5 / 0.8])
    np.testing.assert_allclose(shares[3], [0.25 / 0.65, 0.4 / 0.65])
    np.testing.assert_allclose(left[[0, 3]], [8, 13])
    assert tied.tolist() == [False, True, False, False]


def test_without_counts_there_are_none():
    assert vote_columns.regrouped(SHARES, None, [[0], [1]])[2] is None
