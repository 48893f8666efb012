from dataclasses import replace

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.images import selection, vote_columns
from galaxybench.images.imageset import ImageSet
from galaxybench.images.selection import apportioned, select

CLASSES = ["round", "spiral", "edge-on", "merger"]
COUNTS = [40, 30, 29, 1]


@pytest.fixture
def images():
    """A hundred images, 6 x 4 pixels, whose pixels are their row number."""
    labels = np.random.default_rng(0).permutation(np.repeat(np.arange(4), COUNTS))

    def read(indices):
        assert (np.diff(indices) > 0).all()
        return np.broadcast_to(
            np.asarray(indices, np.uint8)[:, None, None, None],
            (len(indices), 6, 4, 3),
        ).copy()

    return ImageSet(
        shape=(6, 4, 3),
        labels=labels,
        classes=CLASSES,
        catalog=Table({"source_index": np.arange(100)}),
        read=read,
        provenance={"source": "test"},
    )


def rows_read(images):
    return np.concatenate(list(images.batches(7)))[:, 0, 0, 0]


def test_no_selection_changes_nothing(images):
    chosen = select(images)
    assert chosen.classes == CLASSES
    np.testing.assert_array_equal(rows_read(chosen), np.arange(100))


def test_kept_classes_are_renumbered_in_the_given_order(images):
    chosen = select(images, keep_classes=["edge-on", 0])
    assert chosen.classes == ["edge-on", "round"]
    rows = np.asarray(chosen.catalog["source_index"])
    np.testing.assert_array_equal(rows_read(chosen), rows)
    expected = np.where(images.labels[rows] == 2, 0, 1)
    np.testing.assert_array_equal(chosen.labels, expected)
    assert len(chosen) == 69 and chosen.labels.dtype == np.int64


def test_merged_classes_remember_the_old_ones_and_drop_the_unnamed(images):
    chosen = select(images, merge_classes={"disk": ["spiral", 2], "other": [3]})
    assert chosen.classes == ["disk", "other"]
    assert np.bincount(chosen.labels).tolist() == [59, 1]
    rows = np.asarray(chosen.catalog["source_index"])
    np.testing.assert_array_equal(rows_read(chosen), rows)
    old = [CLASSES[label] for label in images.labels[rows]]
    assert chosen.catalog["source_class"].tolist() == old
    assert "source_class" not in images.catalog.colnames


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(50, [20, 15, 14, 1]), (10, [4, 3, 2, 1]), (4, [1, 1, 1, 1]), (99, None)],
)
def test_limits_keep_proportions_and_every_class(images, limit, expected):
    chosen = select(images, limit=limit)
    counts = np.bincount(chosen.labels).tolist()
    assert len(chosen) == limit and min(counts) == 1
    assert expected is None or counts == expected
    rows = rows_read(chosen)
    assert (np.diff(rows) > 0).all()
    np.testing.assert_array_equal(images.labels[rows], chosen.labels)


def test_rare_classes_keep_their_image_under_a_tight_limit(images):
    rare = replace(images, labels=np.repeat(np.arange(4), [97, 1, 1, 1]))
    assert np.bincount(select(rare, limit=5).labels).tolist() == [2, 1, 1, 1]


def test_limits_are_seeded(images, monkeypatch):
    first, again = select(images, limit=20), select(images, limit=20)
    monkeypatch.setattr(selection, "SEED", 1)
    other = select(images, limit=20)
    np.testing.assert_array_equal(rows_read(first), rows_read(again))
    assert rows_read(first).tolist() != rows_read(other).tolist()


def test_a_limit_beyond_the_images_keeps_all(images):
    assert len(select(images, limit=1000)) == 100


def test_limits_keep_the_share_of_the_own_test_part(images):
    images.catalog["part"] = np.where(np.arange(100) < 80, "train", "test")
    chosen = select(images, keep_classes=[0, 1, 2], limit=50)
    assert 8 <= np.sum(chosen.catalog["part"] == "test") <= 12


def test_images_are_resized_after_cropping_to_the_square(images):
    chosen = select(images, resize=8, keep_classes=[1])
    assert chosen.shape == (8, 8, 3)
    batch = chosen.read(np.array([0, 3]))
    assert batch.shape == (2, 8, 8, 3) and batch.dtype == np.uint8
    rows = chosen.catalog["source_index"][[0, 3]]
    np.testing.assert_array_equal(batch[:, 4, 4, 0], rows)


def test_resizing_cuts_the_margins_off(images):
    pixels = np.zeros((1, 4, 8, 1), np.uint8)
    pixels[:, :, 2:6] = 200
    wide = ImageSet(
        shape=(4, 8, 1),
        labels=np.zeros(1, np.int64),
        classes=["only"],
        catalog=images.catalog[:1],
        read=lambda indices: pixels[indices],
    )
    assert (select(wide, resize=2).read(np.array([0])) == 200).all()
    np.testing.assert_array_equal(
        select(wide, resize=4).read(np.array([0])), pixels[:, :, 2:6]
    )


def test_the_provenance_says_what_was_chosen(images):
    chosen = select(images, resize=8, keep_classes=["round", 1], limit=20)
    assert chosen.provenance == images.provenance | {
        "resize": "8",
        "keep_classes": '["round", 1]',
        "limit": "20",
    }
    assert select(images).provenance == images.provenance
    merged = select(images, merge_classes={"é": [0, 1]})
    assert merged.provenance["merge_classes"] == '{"é": [0, 1]}'


def test_nothing_is_read_before_it_is_asked_for(images):
    def read(indices):
        raise AssertionError("read too early")

    lazy = ImageSet(images.shape, images.labels, CLASSES, images.catalog, read)
    select(lazy, resize=3, keep_classes=[0, 1], limit=9)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"keep_classes": ["spirals"]},
            "unknown class 'spirals': did you mean 'spiral'. .avail",
        ),
        ({"keep_classes": [4]}, "got the class index 4, allowed: 0 to 3"),
        ({"keep_classes": [-1]}, "got the class index -1"),
        ({"keep_classes": ["zzz"]}, "unknown class 'zzz' .available: round, "),
        ({"keep_classes": ["round", 0]}, "names the class 'round' twice"),
        ({"merge_classes": {"a": [0, 1], "b": [1]}}, "'spiral' twice"),
        ({"limit": 3}, "got 3, allowed: at least 4"),
    ],
)
def test_mistakes_are_explained(images, options, message):
    with pytest.raises(ValueError, match=message):
        select(images, **options)


def test_classes_without_images_are_refused(images):
    empty = ImageSet(
        images.shape, images.labels, [*CLASSES, "none"], images.catalog, images.read
    )
    with pytest.raises(ValueError, match="no image has one of the classes none"):
        select(empty, keep_classes=["none"])


# Shares by the largest remainders


def test_what_is_left_goes_to_the_largest_remainders():
    """Quotas of 4.6, 3.1 and 2.3; and of 4.7, 1.6, 1.58, 1.2, 0.61 and 0.31."""
    assert apportioned(np.array([46, 31, 23]), 10).tolist() == [5, 3, 2]
    votes = np.array([47000, 16000, 15800, 12000, 6100, 3100])
    assert apportioned(votes, 10).tolist() == [5, 1, 1, 1, 1, 1]
    assert apportioned(np.array([1.0, 1.0, 0.2]), 10).tolist() == [5, 4, 1]


def test_everyone_gets_one_where_there_is_enough():
    assert apportioned(np.array([1000, 1, 1]), 10).tolist() == [8, 1, 1]
    assert apportioned(np.array([1000, 1, 1]), 2).sum() == 2


SHARES = np.random.default_rng(5).dirichlet(np.ones(4), 100)


@pytest.fixture
def voted(images):
    """The same images, labelled by votes of which each has another number."""
    catalog = images.catalog.copy()
    vote_columns.put(catalog, SHARES, np.arange(100) + 1)
    known = images.provenance | {"votes": "{}"}
    labels = SHARES.argmax(axis=1)
    return replace(images, catalog=catalog, provenance=known, labels=labels)


def test_kept_classes_share_the_votes_that_are_left(voted):
    chosen = select(voted, keep_classes=["edge-on", "round"])
    rows = np.asarray(chosen.catalog["source_index"])
    assert rows.tolist() == np.flatnonzero(np.isin(voted.labels, [0, 2])).tolist()
    left = SHARES[rows][:, [2, 0]]
    found = vote_columns.shares_of(chosen.catalog, chosen.provenance)
    np.testing.assert_allclose(found, left / left.sum(axis=1, keepdims=True))
    counts = vote_columns.counts_of(chosen.catalog, chosen.provenance)
    np.testing.assert_allclose(counts, (rows + 1) * left.sum(axis=1))
    assert chosen.labels.tolist() == left.argmax(axis=1).tolist()
    np.testing.assert_array_equal(rows_read(chosen), rows)


def test_merged_classes_unite_their_votes_and_decide_the_label(voted):
    chosen = select(voted, merge_classes={"disk": [1, 2], "rest": [0, 3]}, limit=40)
    rows = np.asarray(chosen.catalog["source_index"])
    disk = SHARES[rows][:, [1, 2]].sum(axis=1)
    found = vote_columns.shares_of(chosen.catalog, chosen.provenance)
    np.testing.assert_allclose(found, np.stack([disk, 1 - disk], axis=1))
    assert chosen.labels.tolist() == (disk < 0.5).astype(int).tolist()
    old = np.array(CLASSES)[voted.labels[rows]]
    assert chosen.catalog["source_class"].tolist() == old.tolist()


def test_votes_that_are_equal_after_merging_are_said(voted):
    catalog, shares = voted.catalog.copy(), SHARES.copy()
    shares[3] = [0.5, 0.25, 0.25, 0]
    vote_columns.put(catalog, shares, None)
    changed = replace(voted, catalog=catalog)
    chosen = select(changed, merge_classes={"disk": [1, 2], "rest": [0, 3]})
    assert 3 not in chosen.catalog["source_index"] and len(chosen) == 99
    assert chosen.warnings() == [
        "merge_classes: left out: 1 image with equal votes for several classes"
    ]
