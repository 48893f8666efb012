"""A table of votes beside images: labels, shares and real votes of Galaxy Zoo 2."""

import json
from pathlib import Path

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.datasets import catalog
from galaxybench.images import vote_columns
from galaxybench.images.selection import select
from tests.helpers.catalogs import (
    CLASSES,
    PIXELS,
    VOTES,
    changed,
    options,
    vote_counts,
    write_catalog,
)
from tests.helpers.catalogs import vote_columns as columns


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    write_catalog(tmp_path, **columns())
    monkeypatch.chdir(tmp_path)


def opened(**given):
    return catalog.open_source([], options(**{"label": None, "votes": VOTES} | given))


def shares(images):
    return vote_columns.shares_of(images.catalog, images.provenance)


def counts(images):
    return vote_columns.counts_of(images.catalog, images.provenance)


def test_fractions_are_kept_with_their_labels():
    images = opened()
    expected = vote_counts()
    assert images.classes == CLASSES
    assert images.labels.tolist() == expected.argmax(axis=1).tolist()
    true = expected / expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares(images), true, atol=0.001)
    np.testing.assert_allclose(shares(images).sum(axis=1), 1, rtol=1e-14)
    assert counts(images) is None and images.warnings() == []
    assert json.loads(images.provenance["votes"]) == VOTES
    np.testing.assert_array_equal(images.read(np.arange(12)), PIXELS)


@pytest.mark.parametrize("counted", [True, False])
def test_the_number_of_votes_is_kept(counted):
    given = {"weight": "total"}
    if counted:
        given = {"counts": True, "votes": {name: f"n_{name}" for name in CLASSES}}
    images = opened(**given)
    expected = vote_counts()
    assert counts(images).tolist() == expected.sum(axis=1).tolist()
    found = shares(images) * counts(images)[:, None]
    np.testing.assert_allclose(found, expected, atol=1e-9 if counted else 0.03)


def test_rows_without_votes_and_with_a_tie_are_left_out_and_said():
    table = columns()
    for name, values in {"disk": (0, 0.5), "smooth": (0, 0.5), "star": (0, 0)}.items():
        for row, value in zip((3, 5), values, strict=True):
            table[f"p_{name}"] = changed(table[f"p_{name}"], row, value)
    write_catalog(Path.cwd(), **table)
    images = opened(missing="drop", others="drop")
    rows = [0, 1, 2, 4, *range(6, 12)]
    assert images.catalog["source_index"].tolist() == rows
    expected = vote_counts()[rows]
    assert images.labels.tolist() == expected.argmax(axis=1).tolist()
    np.testing.assert_array_equal(images.read(np.arange(10)), PIXELS[rows])
    one, other = images.warnings()
    assert "left out: 1 row without votes (row 3 (line 5))" in one
    assert "1 row that fits no class, with equal votes for several classes" in other
    assert images.provenance["missing"] == "1 row without votes"


GZ2 = {
    "smooth": "t01_smooth_or_features_a01_smooth_weighted_fraction",
    "disk": "t01_smooth_or_features_a02_features_or_disk_weighted_fraction",
    "star": "t01_smooth_or_features_a03_star_or_artifact_weighted_fraction",
}


@pytest.mark.real_data
def test_galaxy_zoo_2(shared_data):
    place = shared_data / "real/catalogs/gz2_500"
    images = opened(
        table=str(place / "catalog.csv"),
        images=str(place / "thumbs"),
        file="{asset_id}.jpg",
        votes=GZ2,
        weight="total_classifications",
        others="drop",
        size=32,
    )
    table = Table.read(place / "catalog.csv")
    true = np.stack([table[GZ2[name]] for name in sorted(GZ2)], axis=1)
    true = true[images.catalog["source_index"]]  # without a row of equal votes
    assert len(images) == 499
    np.testing.assert_allclose(shares(images), true, atol=0.0015)
    assert images.labels.tolist() == true.argmax(axis=1).tolist()
    assert counts(images).min() >= 1
    kept = select(images, keep_classes=["smooth", "disk"])
    smooth = true[:, 1] / true[:, :2].sum(axis=1)
    np.testing.assert_allclose(shares(kept)[:, 0], smooth, atol=0.002)
